#!/usr/bin/env node
import '../config/require-node';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import picocolors from 'picocolors';
import { ConfigError } from '../config/config';
import { FixtureError } from '../delivery/fixture';
import { escapeLines } from '../text/escape';
import { endWithReader } from './end-with-reader';
import { parseCommandLine } from './send/command-line';
import type { Command } from './send/commands';
import { ContentError } from './send/content';
import type { Context } from './send/context';
import { helpText } from './send/help';
import { runFixture } from './send/run-fixture';
import { NobodyError, runScenario } from './send/run-scenario';
import { runSend } from './send/run-send';
import { loadSenderConfig } from './send/sender-config';
import { UsageError } from './send/usage-error';

const OK = 0;
const NOT_ACCEPTED = 1;
const WRONG_USAGE = 2;
/** As a shell gives it for what SIGINT ends. */
const INTERRUPTED = 130;

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommandLine(args);
  if (command.task === 'help') {
    process.stdout.write(helpText());
    return OK;
  }
  return (await run(command)) ? OK : NOT_ACCEPTED;
}

async function run(command: Exclude<Command, { task: 'help' }>): Promise<boolean> {
  const context = openContext();
  switch (command.task) {
    case 'send':
      return runSend(command, context);
    case 'scenario':
      return runScenario(command, context);
    case 'fixture':
      await runFixture(command, context);
      return true;
  }
}

function openContext(): Context {
  const config = loadSenderConfig();
  return {
    config,
    out: (text) => process.stdout.write(text),
    note: (text) => process.stderr.write(escapeLines(text)),
    terminal: process.stderr,
    colors: picocolors.createColors(config.color ?? process.stdout.isTTY),
    clock: Date.now,
    randomBytes,
    wait: async (ms) => wait(ms),
    beforeInterrupt(act) {
      process.once('SIGINT', () => {
        act();
        process.exit(INTERRUPTED);
      });
    },
  };
}

/** Says what went wrong, and gives the exit code for it. */
function explain(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigError) {
    const help = error instanceof UsageError ? '\n--help tells what there is.' : '';
    process.stderr.write(`${escapeLines(error.message)}${help}\n`);
    return WRONG_USAGE;
  }
  if (
    error instanceof ContentError ||
    error instanceof FixtureError ||
    error instanceof NobodyError
  ) {
    process.stderr.write(`${escapeLines(error.message)}\n`);
    return NOT_ACCEPTED;
  }
  throw error;
}

endWithReader(NOT_ACCEPTED);

void main(process.argv.slice(2))
  .catch(explain)
  .then((code) => {
    process.exitCode = code;
  });
