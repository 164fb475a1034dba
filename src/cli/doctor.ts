import '../config/require-node';
import { ConfigError, loadConfig } from '../config/config';
import { escapeJson, escapeLine } from '../text/escape';
import { checkClock, checkReceiver, checkSecret, checkSignatures, type Check } from './checks';
import { EXIT, explainFailure, parseArguments, UsageError } from './command';
import { endWithReader } from './end-with-reader';
import { checkPublicUrl, checkTunnel, checkWebhook } from './public-checks';
import { ownTerminal, type Terminal } from './terminal';

const USAGE = `Usage: npm run doctor -- [options]

Checks the chain from CircleCI to the running receiver, and says what is broken and how to mend it.
It sends the receiver a signed ping and a forged one, which show in the log and the inspector.
The webhook is looked at where CIRCLECI_TOKEN and CIRCLECI_PROJECT are set.

  --url URL        the public URL, where it is not that of a tunnel from this machine
  --json           write the result as JSON
  -h, --help       show this

Exit code: 0 all that applies holds, 1 something does not, 2 wrong usage.
`;

const OPTIONS = { url: { type: 'string' }, json: { type: 'boolean' } } as const;

interface Diagnosis {
  readonly checks: readonly Check[];
  readonly color?: boolean | undefined;
}

async function diagnose(givenUrl: string | undefined): Promise<Diagnosis> {
  const name = 'configuration';
  try {
    const { config, warnings } = loadConfig();
    const receiver = await checkReceiver(config);
    const signatures: Check =
      receiver.own === undefined
        ? { name: 'signatures', result: 'skipped', says: 'There is no receiver to check them.' }
        : await checkSignatures(config);
    const tunnel = await checkTunnel(config, givenUrl);
    const findings = { ...receiver, ...tunnel };
    const checks: Check[] = [
      warnings.length === 0
        ? { name, result: 'ok', says: 'It can be read.' }
        : { name, result: 'warning', says: warnings.join('\n') },
      checkSecret(config),
      receiver,
      signatures,
      tunnel,
      await checkPublicUrl(config, findings),
      await checkWebhook(config, findings),
      await checkClock(config),
    ];
    return { checks, color: config.color };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const mend = 'Correct it in .env or the environment; .env.example has what is allowed.';
    return { checks: [{ name, result: 'failed', says: error.message, mend }] };
  }
}

const MARKS: Readonly<Record<Check['result'], string>> = {
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

async function run(): Promise<number> {
  const values = parseArguments({ usage: USAGE, options: OPTIONS });
  if (values === undefined) return Number(process.exitCode ?? EXIT.done);
  if (values.url !== undefined && !isWebUrl(values.url)) {
    throw new UsageError(
      `--url ${JSON.stringify(values.url)} is no URL of a receiver: use one as in https://ci.example.com/hooks.`,
    );
  }
  const { checks, color } = await diagnose(values.url);
  const isWell = checks.every(({ result }) => result !== 'failed');
  const terminal = ownTerminal(color);
  if (values.json === true) {
    const shown = checks.map(({ name, result, says, mend }) => ({ name, result, says, mend }));
    const json = JSON.stringify({ ok: isWell, checks: shown }, null, 2);
    terminal.say(json.split('\n').map(escapeJson).join('\n'));
  } else {
    show(checks, terminal);
    const verdict = isWell ? 'All that applies holds.' : 'Something is broken: see above.';
    terminal.say(`\n${terminal.colors.bold(verdict)}`);
  }
  return isWell ? EXIT.done : EXIT.failed;
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

endWithReader(EXIT.failed);
run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = explainFailure(error);
  },
);
