import type { CommandContext } from '../framework/command';
import { EXIT } from '../framework/errors';
import { createContext } from './context';
import type { SendValues } from './options';
import { runSend } from './run-send';
import { parseSendTask } from './send-task';

/** Sends or writes what the words and options ask for. */
export async function send(
  values: SendValues,
  words: readonly string[],
  context: CommandContext,
): Promise<number> {
  return (await isDone(values, words, context)) ? EXIT.done : EXIT.failed;
}

async function isDone(
  values: SendValues,
  words: readonly string[],
  context: CommandContext,
): Promise<boolean> {
  const [first, ...rest] = words;
  if (first === 'scenario') {
    const { parseScenarioTask, runScenario } = await import('./run-scenario');
    return runScenario(parseScenarioTask(values, rest), createContext(context));
  }
  if (first === 'fixture') {
    const { runFixture } = await import('./run-fixture');
    await runFixture(values, rest, createContext(context));
    return true;
  }
  return runSend(parseSendTask(values, words), createContext(context));
}
