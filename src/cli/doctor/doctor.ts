import { loadConfig, type Config } from '../../config/config';
import { ConfigError } from '../../config/config-error';
import type { VariableSources } from '../../config/read-environment';
import { escapeJson, escapeLine } from '../../text/escape';
import type { CommandContext, Values } from '../framework/command';
import { EXIT } from '../framework/errors';
import type { Terminal } from '../framework/terminal';
import { parseWebUrl, PUBLIC_EXAMPLE } from '../framework/web-url';
import { failed, ok, skipped, warning, type Finding } from './check';
import { checkClock, checkReceiver, checkSecret, checkSignatures, checkTargets } from './checks';
import type { OPTIONS } from './options';
import { checkPublicUrl, checkTunnel, checkWebhook } from './public-checks';

/** Checks the chain from CircleCI to the running receiver, and says what is broken. */
export async function doctor(
  { url, json }: Values<typeof OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { say, colors } = context.terminal;
  if (url !== undefined) parseWebUrl(url, PUBLIC_EXAMPLE);
  const { checks, isReadable } = await diagnose(url, context);
  const isWell = checks.every(({ result }) => result !== 'failed');
  if (json === true) {
    const shown = checks.map(({ name, result, says, mend }) => ({ name, result, says, mend }));
    const text = JSON.stringify({ ok: isWell, checks: shown }, null, 2);
    say(text.split('\n').map(escapeJson).join('\n'));
  } else {
    show(checks, context.terminal);
    const verdict = isWell ? 'All that applies holds.' : 'Something is broken: see above.';
    say(`\n${colors.bold(verdict)}`);
  }
  if (!isReadable) return EXIT.misused;
  return isWell ? EXIT.done : EXIT.failed;
}

interface Check extends Finding {
  readonly name: string;
}

interface Diagnosis {
  readonly checks: readonly Check[];
  /** Whether there is a configuration to check the chain with. */
  readonly isReadable: boolean;
}

async function diagnose(
  givenUrl: string | undefined,
  sources: VariableSources,
): Promise<Diagnosis> {
  const name = 'configuration';
  try {
    const { config, warnings } = loadConfig(sources);
    const configuration =
      warnings.length === 0 ? ok('It can be read.') : warning(warnings.join('\n'));
    return {
      checks: [{ name, ...configuration }, ...(await checkAll(config, givenUrl))],
      isReadable: true,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const mend = 'Correct it in .env or the environment; .env.example has what is allowed.';
    return { checks: [{ name, ...failed(error.message, mend) }], isReadable: false };
  }
}

async function checkAll(config: Config, givenUrl: string | undefined): Promise<Check[]> {
  const receiver = await checkReceiver(config);
  const signatures =
    receiver.own === undefined
      ? skipped('There is no receiver to check them.')
      : await checkSignatures(config);
  const tunnel = await checkTunnel(config, givenUrl);
  const known = { ...receiver, ...tunnel };
  return [
    { name: 'secret', ...checkSecret(config) },
    { name: 'receiver', ...receiver },
    { name: 'signatures', ...signatures },
    ...(await checkTargets(config)).map((target) => ({ name: 'forwarding', ...target })),
    { name: 'tunnel', ...tunnel },
    { name: 'public URL', ...(await checkPublicUrl(config, known)) },
    { name: 'webhook', ...(await checkWebhook(config, known)) },
    { name: 'clock', ...(await checkClock(config)) },
  ];
}

const MARKS: Readonly<Record<Finding['result'], string>> = {
  ok: '✓',
  warning: '!',
  failed: '✗',
  skipped: '-',
};

function show(checks: readonly Check[], { say, colors }: Terminal): void {
  const paint = {
    ok: colors.green,
    warning: colors.yellow,
    failed: colors.red,
    skipped: colors.dim,
  };
  for (const { name, result, says, mend } of checks) {
    const lines = says.split('\n').map(escapeLine);
    say(paint[result](`${MARKS[result]} ${name.padEnd(14)}${lines.join(`\n${' '.repeat(16)}`)}`));
    if (mend !== undefined) say(`${' '.repeat(16)}${escapeLine(mend)}`);
  }
}
