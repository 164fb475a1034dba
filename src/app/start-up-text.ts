import type { App } from './app';
import type { Config, ConfigSources } from '../config/config';
import { addWebhookSteps } from '../circleci/add-webhook';
import type { ForwardTarget } from '../config/forward-to';
import { localOrigin, reachableHost } from '../http/server';
import { placeOf } from '../store/postgres/place';
import { escapeLine } from '../text/escape';
import { ngrokCommand } from '../tunnel/leads-here';

/** Tells what a person needs to know once the receiver runs, and what to do next, unless that is said elsewhere. */
export function startUpText(
  { host, secrets, dataDir, databaseUrl, role, retention, tunnel, forwardTo, handlers }: Config,
  sources: ConfigSources,
  { port, inspectorUrl }: Pick<App, 'port' | 'inspectorUrl'>,
  { steps = true }: { readonly steps?: boolean } = {},
): string {
  const check =
    secrets === undefined
      ? 'NOT checked'
      : `checked, with CIRCLECI_WEBHOOK_SECRET${secrets.previous === undefined ? '' : ' and CIRCLECI_WEBHOOK_SECRET_PREVIOUS'}`;
  const kept =
    retention === 0
      ? 'nothing'
      : `the newest ${retention} deliveries, in ${databaseUrl === undefined ? escapeLine(dataDir) : databaseText(databaseUrl)}`;
  const urlStep = tunnel.own
    ? 'Wait for the public URL, which shows below'
    : `In another terminal:  ${ngrokCommand(localOrigin({ host, port }))}`;
  const urlShown = tunnel.own ? 'that URL' : 'the https URL that ngrok shows';
  const look = inspectorUrl === undefined ? 'below' : 'below, and in the inspector';
  const nextSteps = [urlStep, ...addWebhookSteps(urlShown, secrets !== undefined, look)].map(
    (step, index) => `  ${index + 1}. ${step.replaceAll('*', '')}\n`,
  );
  return `
CircleCI webhook receiver

  Running on   http://${reachableHost(host, 'localhost')}:${port}
  Inspector    ${inspectorUrl ?? 'off'}
  Signatures   ${check}
  Kept         ${kept}${handlersLine(handlers)}${forwardTo.map(forwardLine).join('')}${ROLES[role]}
  Settings     ${settings(sources)}
${steps && role !== 'worker' ? `\nNext\n${nextSteps.join('')}` : ''}`;
}

function handlersLine(handlers: string | undefined): string {
  return handlers === undefined ? '' : `\n  Handlers     ${escapeLine(handlers)}`;
}

const ROLES: Readonly<Record<Config['role'], string>> = {
  both: '',
  receiver: '\n  Role         receiver: handlers and forwards run in workers',
  worker: '\n  Role         worker: runs handlers and forwards, and takes no deliveries',
};

function databaseText(url: string): string {
  const { database, at } = placeOf(url);
  return `the database ${database} at ${at}`;
}

function forwardLine({ url, filter }: ForwardTarget): string {
  const which = filter === undefined ? '' : `, if ${escapeLine(filter)}`;
  return `\n  Forwards to  ${url.href}${which}`;
}

function settings({ envFile, isThere, fromEnvironment }: ConfigSources): string {
  const file = escapeLine(envFile);
  const others = fromEnvironment.length > 0 && `${fromEnvironment.join(', ')} from the environment`;
  if (isThere) return others ? `${file}, and ${others}` : file;
  return `${others || 'all as by default'}; there is no ${file}`;
}

/** Warns if anyone can post. */
export function uncheckedWarning({ secrets }: Config): string[] {
  if (secrets !== undefined) return [];
  return [
    'Anyone who knows the URL can post here. To check signatures, set CIRCLECI_WEBHOOK_SECRET in .env to the Secret token of the webhook, and restart.',
  ];
}
