import { MAX_WEBHOOKS, type Webhook } from '../circleci/api';
import type { Config } from '../config';
import { escapeLine } from '../log/escape';
import { reachableHost } from '../server';
import type { Project } from './open-project';
import { makeNonce, probe } from './probe';
import { isTunnel } from './registration';
import type { Terminal } from './terminal';

/** What is known of the place that a webhook delivers to. */
type Standing = 'here' | 'stale' | 'no-receiver' | 'elsewhere' | 'unknown';

/** Shows all webhooks of a project, and where their tunnels lead. */
export async function listWebhooks(
  { api, id, slug }: Project,
  { host, port, secrets }: Pick<Config, 'host' | 'port' | 'secrets'>,
  { say, colors }: Terminal,
): Promise<void> {
  const webhooks = await api.listWebhooks(id);
  const nonce = makeNonce();
  const { proof } = await probe(`http://${reachableHost(host)}:${port}`, nonce);
  const standings = await Promise.all(
    webhooks.map(async (webhook) => standingOf(webhook, nonce, proof, secrets?.current)),
  );
  say(`${slug} has ${webhooks.length} of at most ${MAX_WEBHOOKS} webhooks.`);
  const notes: Readonly<Record<Standing, string>> = {
    here: colors.green('leads to this receiver'),
    stale: colors.yellow('stale: its tunnel is gone'),
    'no-receiver': colors.yellow('its tunnel is open, and no receiver runs behind it'),
    elsewhere: colors.dim('a tunnel to elsewhere'),
    unknown: '',
  };
  webhooks.forEach(({ name, url, events, verifyTls }, index) => {
    const note = notes[standings[index] ?? 'unknown'];
    say('');
    say(`${colors.bold(escapeLine(name) || '(no name)')}${note === '' ? '' : `  ${note}`}`);
    say(`  Receiver URL  ${escapeLine(url)}`);
    say(`  Events        ${escapeLine(events.join(', ')) || 'none'}`);
    if (verifyTls === false) say(`  ${colors.yellow('Certificate verification is off')}`);
  });
}

/** Only tunnels are asked: other receivers are not ours to disturb. */
async function standingOf(
  { url }: Webhook,
  nonce: string,
  ownProof: string | undefined,
  secret: string | undefined,
): Promise<Standing> {
  if (!isTunnel(url)) return 'unknown';
  const { origin } = new URL(url);
  const { proof, ngrokError, failure } = await probe(origin, nonce, undefined);
  if (proof !== undefined) return proof === ownProof ? 'here' : 'elsewhere';
  if (ngrokError === 'ERR_NGROK_3204' && secret !== undefined) {
    const signed = await probe(origin, nonce, secret);
    if (signed.proof !== undefined && signed.proof === ownProof) return 'here';
  }
  if (ngrokError === 'ERR_NGROK_8012') return 'no-receiver';
  return ngrokError === 'ERR_NGROK_3200' || failure !== undefined ? 'stale' : 'elsewhere';
}
