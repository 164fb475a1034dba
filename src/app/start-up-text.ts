import type { App } from './app';
import type { Config, ConfigSources } from '../config/config';
import { reachableHost } from '../http/server';
import { escapeLine } from '../text/escape';

/** What a person needs to know once the receiver runs, and what to do next, unless that is said elsewhere. */
export function startUpText(
  { host, secrets, dataDir, retention, tunnel }: Config,
  sources: ConfigSources,
  { port, inspectorUrl }: Pick<App, 'port' | 'inspectorUrl'>,
  { steps = true }: { readonly steps?: boolean } = {},
): string {
  const check =
    secrets === undefined
      ? 'NOT checked'
      : `checked, with CIRCLECI_WEBHOOK_SECRET${secrets.previous === undefined ? '' : ' and CIRCLECI_WEBHOOK_SECRET_PREVIOUS'}`;
  const secretStep = secrets === undefined ? '' : ', and the\n     same secret as its Secret token';
  const kept =
    retention === 0 ? 'nothing' : `the newest ${retention} deliveries, in ${escapeLine(dataDir)}`;
  const urlSteps = tunnel.own
    ? '1. Wait for the public URL, which shows below'
    : `1. In another terminal:  ngrok http ${port}`;
  const urlShown = tunnel.own ? 'that URL' : 'the https URL that ngrok shows';
  const look = inspectorUrl === undefined ? 'below' : 'below, and in the inspector';
  const nextSteps = `
Next
  ${urlSteps}
  2. In CircleCI, Project Settings > Webhooks > Add Webhook:
     paste ${urlShown} as the Receiver URL${secretStep}
  3. Press Test Ping Event: it shows ${look}
`;
  return `
CircleCI webhook receiver

  Running on   http://${reachableHost(host, 'localhost')}:${port}
  Inspector    ${inspectorUrl ?? 'off'}
  Signatures   ${check}
  Kept         ${kept}
  Settings     ${settings(sources)}
${steps ? nextSteps : ''}`;
}

function settings({ envFile, isThere, fromEnvironment }: ConfigSources): string {
  const file = escapeLine(envFile);
  const others = fromEnvironment.length > 0 && `${fromEnvironment.join(', ')} from the environment`;
  if (isThere) return others ? `${file}, and ${others}` : file;
  return `${others || 'all as by default'}; there is no ${file}`;
}

/** What to warn of where anyone can post. */
export function uncheckedWarning({ secrets }: Config): string[] {
  if (secrets !== undefined) return [];
  return [
    'Anyone who knows the URL can post here. To check signatures, set CIRCLECI_WEBHOOK_SECRET in .env to the Secret token of the webhook, and restart.',
  ];
}
