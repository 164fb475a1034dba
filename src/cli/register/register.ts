import { setTimeout as wait } from 'node:timers/promises';
import { followedProjects } from '../../circleci-api/followed';
import { parseProjectSlug } from '../../circleci/project-slug';
import { COMPLETED_TYPES, type CompletedType } from '../../circleci/event-types';
import type { WebhookSettings } from '../../circleci-api/api';
import { loadConfig, type Config } from '../../config/config';
import { whatIsMissing } from '../../config/what-is-missing';
import { escapeLine } from '../../text/escape';
import type { CommandContext, Values } from '../framework/command';
import { CommandError, EXIT, fail } from '../framework/errors';
import { parseWebUrl, PUBLIC_EXAMPLE } from '../framework/web-url';
import { consentOf } from '../shared/consent';
import { ensureSecret } from '../shared/ensure-secret';
import { findPublicUrl, OWN_TUNNEL, whyNoUrl } from '../shared/find-url';
import { openProject, type Project } from '../shared/open-project';
import { registerWebhook, removeWebhooks, type Consent } from '../shared/registration';
import { requireReachable } from '../shared/require-reachable';
import { rotateSecret, whyNotRotated } from '../shared/rotate-secret';
import { webhookName } from '../shared/webhook-name';
import { listWebhooks } from './list-webhooks';
import { registerMany, removeMany, type Many } from './many';
import type { OPTIONS } from './options';

/** Creates, updates, lists or deletes the webhook, as the options say; those of projects that are given as words. */
export async function register(
  values: Values<typeof OPTIONS>,
  words: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const verbs = (['list', 'remove', 'rotate'] as const).filter((verb) => values[verb] === true);
  if (verbs.length > 1) fail(`--${verbs.join(' and --')} exclude each other.`);
  const named = words.map(parseProject);
  const organization = values.org === undefined ? undefined : parseOrganization(values.org);
  const name = webhookName(values.name);
  const events = parseEvents(values.events);
  if (values.url !== undefined) parseWebUrl(values.url, PUBLIC_EXAMPLE);
  const { config, warnings } = loadConfig(context);
  for (const warning of warnings) terminal.warn(terminal.colors.yellow(`! ${warning}`));

  const ask = consentOf(terminal, 'run it on a terminal, or with --yes');
  const consent: Consent = async (question) => values.yes === true || ask(question);
  const followed = organization === undefined ? [] : await followedIn(organization, config);
  const slugs = [...new Set([...named, ...followed])];
  const open = async (project: string): Promise<Project> =>
    openProject({ ...config.circleCi, projects: [project] });
  const many = (): Many => ({
    slugs: slugs.length > 0 ? slugs : [ownProject(config)],
    ...{ open, consent, terminal },
  });
  if (values.list === true && slugs.length > 0) {
    for (const slug of slugs) await listWebhooks(await open(slug), config, terminal);
  } else if (values.list === true) {
    await listWebhooks(await openProject(config.circleCi), config, terminal);
  } else if (values.remove === true && slugs.length > 0) {
    return removeMany(many(), name);
  } else if (values.remove === true) {
    const project = await openProject(config.circleCi);
    const count = await removeWebhooks(project, name, consent, ({ url }) => {
      terminal.say(`Deleted ${escapeLine(name)} (${escapeLine(url)}).`);
    });
    if (count === 0) terminal.say(`There is no webhook ${escapeLine(name)}: nothing to delete.`);
  } else {
    const url = values.url ?? (await tunnelUrl(config));
    requireReachable(url, config);
    const isRotating = values.rotate === true;
    if (isRotating || slugs.length > 0) {
      const secret = secretOf(config, { isRotating, consent, context });
      return registerMany(many(), { name, url, events }, secret);
    }
    await createOrUpdate({ name, url, events }, consent, config, context);
  }
  return EXIT.done;
}

/** Makes what gives the secret, once it is known that there is something to do with it. */
function secretOf(
  config: Config,
  {
    isRotating,
    consent,
    context,
  }: { isRotating: boolean; consent: Consent; context: CommandContext },
): () => Promise<string> {
  const { say } = context.terminal;
  if (isRotating) {
    const problem = whyNotRotated(config, context);
    if (problem !== undefined) throw new CommandError(problem);
  }
  return async () => {
    if (!isRotating) {
      const { secrets, isNew } = await ensureSecret(config, context);
      if (isNew) say(`Made CIRCLECI_WEBHOOK_SECRET, and wrote it to ${context.envFile}.`);
      return secrets.current;
    }
    const { current } = await rotateSecret(config, context);
    say(`Wrote a new CIRCLECI_WEBHOOK_SECRET to ${context.envFile}, with the old one beside it.`);
    if (await consent('Restart the receiver now, so that it knows both. Is it running again?')) {
      return current;
    }
    throw new CommandError(
      'No webhook has the new secret yet. Restart the receiver, and run npm run register without --rotate.',
    );
  };
}

function parseOrganization(text: string): string {
  // A project's slug has one more part.
  const slug = parseProjectSlug(`${text.replace(/\/$/, '')}/x`);
  return (
    slug?.replace(/\/x$/, '') ?? fail('--org is no organization: use its slug, as in github/acme.')
  );
}

async function followedIn(organization: string, { circleCi }: Config): Promise<string[]> {
  const { host, token } = circleCi;
  if (token === undefined) throw new CommandError(whatIsMissing(circleCi) ?? '');
  const found = await followedProjects(organization, { host, token, wait });
  if (found.length > 0) return found;
  throw new CommandError(
    `The owner of CIRCLECI_TOKEN follows no project of ${organization}: follow them in CircleCI, or name them one by one.`,
  );
}

function parseProject(word: string): string {
  return (
    parseProjectSlug(word) ??
    fail(`${JSON.stringify(word)} is not a project: use its slug, as in github/org/repo.`)
  );
}

function ownProject({ circleCi }: Config): string {
  const [project] = circleCi.projects;
  if (project !== undefined) return project;
  throw new CommandError(whatIsMissing(circleCi) ?? '');
}

async function createOrUpdate(
  wanted: Omit<WebhookSettings, 'secret'>,
  consent: Consent,
  config: Config,
  context: CommandContext,
): Promise<void> {
  const { say, warn, colors } = context.terminal;
  const project = await openProject(config.circleCi);
  const made = { secret: false };
  const prepare = async (): Promise<WebhookSettings> => {
    const { secrets, isNew } = await ensureSecret(config, context);
    made.secret = isNew;
    return { ...wanted, secret: secrets.current };
  };
  const { webhook, how, warnings } = await registerWebhook(project, wanted, prepare, consent);
  say(colors.green(`The webhook of ${project.slug} is ${how}.`));
  say('');
  say(`  Name          ${escapeLine(webhook.name)}`);
  say(`  Receiver URL  ${escapeLine(webhook.url)}`);
  say(`  Events        ${escapeLine(webhook.events.join(', '))}`);
  const where = made.secret ? `, made now and written to ${context.envFile}` : '';
  say(`  Secret token  CIRCLECI_WEBHOOK_SECRET${where}`);
  for (const warning of warnings) warn(colors.yellow(`! ${warning}`));
  say('');
  if (made.secret) say('Restart the receiver if it runs: it reads .env at its start.');
  say('To try it, press Test Ping Event in Project Settings > Webhooks, or push a commit.');
}

async function tunnelUrl(config: Config): Promise<string> {
  const finding = await findPublicUrl(config);
  if (finding.found === 'endpoint') return finding.url;
  throw new CommandError(`${whyNoUrl(finding, config, OWN_TUNNEL)} Or give the URL, with --url.`);
}

function parseEvents(text: string | undefined): readonly CompletedType[] {
  if (text === undefined) return COMPLETED_TYPES;
  const names = text.split(',').map((name) => name.trim());
  const events = COMPLETED_TYPES.filter((event) => names.includes(event));
  if (events.length === new Set(names).size) return events;
  return fail(`--events is no list of ${COMPLETED_TYPES.join(' and ')}, with a comma.`);
}
