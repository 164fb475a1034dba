import '../config/require-node';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../circleci-api/api';
import type { Config } from '../config/config';
import { escapeLine } from '../text/escape';
import { whyUnreachable } from '../tunnel/public-address';
import {
  CommandError,
  EXIT,
  runCommand,
  UsageError,
  type CommandContext,
  type Values,
} from './command';
import { ensureSecret } from './ensure-secret';
import { findPublicUrl, OWN_TUNNEL, whyNoUrl } from './find-url';
import { listWebhooks } from './list-webhooks';
import { openProject } from './open-project';
import { defaultName, registerWebhook, removeWebhooks, type Consent } from './registration';
import type { Terminal } from './terminal';

const USAGE = `Usage: npm run register -- [options]

Creates this project's webhook in CircleCI, or updates the one it made before.
Needs CIRCLECI_TOKEN and CIRCLECI_PROJECT, in .env or the environment. The Secret token is
CIRCLECI_WEBHOOK_SECRET; where that is not set, it is made and written to .env.

  --url URL        Receiver URL; otherwise that of the running tunnel
  --events LIST    workflow-completed, job-completed, or both with a comma (both)
  --name NAME      name of the webhook, by which it is known again (${defaultName()})
  --list           show all webhooks of the project, and which tunnels are gone
  --remove         delete the webhook
  --yes            do not ask before changing what may not have been made here
  -h, --help       show this

Exit code: 0 done, 1 not done, 2 wrong usage.
`;

const OPTIONS = {
  url: { type: 'string' },
  events: { type: 'string' },
  name: { type: 'string' },
  list: { type: 'boolean' },
  remove: { type: 'boolean' },
  yes: { type: 'boolean' },
} as const;

async function run(values: Values<typeof OPTIONS>, context: CommandContext): Promise<number> {
  const { config, warnings, sources, terminal } = context;
  const { say } = terminal;
  if (values.list === true && values.remove === true) {
    throw new UsageError('--list and --remove exclude each other.');
  }
  if (values.name?.trim() === '') throw new UsageError('--name is empty.');
  const events = parseEvents(values.events);
  for (const warning of warnings) terminal.warn(terminal.colors.yellow(`! ${warning}`));

  const consent = consentBy(terminal, values.yes === true);
  const name = values.name ?? defaultName();
  if (values.list === true) {
    await listWebhooks(await openProject(config.circleCi), config, terminal);
    return EXIT.done;
  }
  if (values.remove === true) {
    const project = await openProject(config.circleCi);
    const count = await removeWebhooks(project, name, consent, ({ url }) => {
      say(`Deleted ${escapeLine(name)} (${escapeLine(url)}).`);
    });
    if (count === 0) say(`There is no webhook ${escapeLine(name)}: nothing to delete.`);
    return EXIT.done;
  }
  await register({ config, sources, terminal, consent, name, events, url: values.url });
  return EXIT.done;
}

interface Registration extends Pick<CommandContext, 'config' | 'sources' | 'terminal'> {
  readonly consent: Consent;
  readonly name: string;
  readonly events: readonly WebhookEvent[];
  readonly url: string | undefined;
}

async function register({
  config,
  sources,
  terminal: { say, warn, colors },
  consent,
  name,
  events,
  url: givenUrl,
}: Registration): Promise<void> {
  const url = givenUrl === undefined ? await tunnelUrl(config) : checkUrl(givenUrl, config);
  const project = await openProject(config.circleCi);
  const made = { secret: false };
  const prepare = async () => {
    const { secrets, isNew } = await ensureSecret(config);
    made.secret = isNew;
    return { name, url, events, secret: secrets.current };
  };
  const registered = await registerWebhook(project, { name, url }, prepare, consent);
  const { webhook, how, warnings } = registered;
  say(colors.green(`The webhook of ${project.slug} is ${how}.`));
  say('');
  say(`  Name          ${escapeLine(webhook.name)}`);
  say(`  Receiver URL  ${escapeLine(webhook.url)}`);
  say(`  Events        ${escapeLine(webhook.events.join(', '))}`);
  say(
    `  Secret token  CIRCLECI_WEBHOOK_SECRET${made.secret ? `, made now and written to ${sources.envFile}` : ''}`,
  );
  for (const warning of warnings) warn(colors.yellow(`! ${warning}`));
  say('');
  if (made.secret) say('Restart the receiver if it runs: it reads .env at its start.');
  say('To try it, press Test Ping Event in Project Settings > Webhooks, or push a commit.');
}

async function tunnelUrl(config: Config): Promise<string> {
  const finding = await findPublicUrl(config);
  if (finding.found !== 'endpoint') {
    throw new CommandError(
      `${whyNoUrl(finding, config.port, OWN_TUNNEL)} Or give the URL, with --url.`,
    );
  }
  return checkUrl(finding.url, config);
}

function checkUrl(text: string, { circleCi }: Config): string {
  if (!URL.canParse(text)) {
    throw new UsageError(
      `${JSON.stringify(text)} is no URL: use one as in https://ci.example.com/hooks.`,
    );
  }
  const problem = whyUnreachable(new URL(text), circleCi.host);
  if (problem !== undefined) throw new CommandError(`CircleCI will not reach ${text}: ${problem}.`);
  return text;
}

function parseEvents(text: string | undefined): readonly WebhookEvent[] {
  if (text === undefined) return WEBHOOK_EVENTS;
  const names = text.split(',').map((name) => name.trim());
  const events = WEBHOOK_EVENTS.filter((event) => names.includes(event));
  if (events.length === new Set(names).size) return events;
  throw new UsageError(`--events is no list of ${WEBHOOK_EVENTS.join(' and ')}, with a comma.`);
}

/** @throws (later) {CommandError} where no one is there to ask */
function consentBy({ ask }: Terminal, always: boolean): Consent {
  return async (question) => {
    if (always) return true;
    const answer = await ask(question);
    if (answer === undefined) {
      throw new CommandError(
        `${question}\nNo one is here to answer: run it on a terminal, or with --yes.`,
      );
    }
    return answer;
  };
}

void runCommand({ usage: USAGE, options: OPTIONS, run });
