import { MAX_WEBHOOKS } from '../../circleci-api/api';
import type { Config } from '../../config/config';
import { escapeLine } from '../../text/escape';
import { localOrigin } from '../../http/server';
import type { Terminal } from '../framework/terminal';
import type { Project } from '../shared/open-project';
import { makeNonce, probe, probePublic } from '../shared/probe';
import { isTunnel } from '../shared/registration';

/** Shows all webhooks of a project, and where their tunnels lead. */
export async function listWebhooks(
  { api, id, slug }: Project,
  { host, port, secrets }: Pick<Config, 'host' | 'port' | 'secrets'>,
  { say, colors }: Terminal,
): Promise<void> {
  const webhooks = await api.listWebhooks(id);
  const nonce = makeNonce();
  const { proof } = await probe(localOrigin({ host, port }), nonce);
  const notes = await Promise.all(
    webhooks.map(async ({ url }) =>
      noteOn(url, { nonce, proof, secret: secrets?.current }, colors),
    ),
  );
  say(`${slug} has ${webhooks.length} of at most ${MAX_WEBHOOKS} webhooks.`);
  webhooks.forEach(({ name, url, events, verifyTls }, index) => {
    const note = notes[index] ?? '';
    say('');
    say(`${colors.bold(escapeLine(name) || '(no name)')}${note === '' ? '' : `  ${note}`}`);
    say(`  Receiver URL  ${escapeLine(url)}`);
    say(`  Events        ${escapeLine(events.join(', ')) || 'none'}`);
    if (verifyTls === false) say(`  ${colors.yellow('Certificate verification is off')}`);
  });
}

interface Own {
  readonly nonce: string;
  /** Undefined if no receiver runs here. */
  readonly proof: string | undefined;
  readonly secret: string | undefined;
}

/** Says where a URL leads. Only tunnels are asked: other receivers are not ours to disturb. */
async function noteOn(
  url: string,
  { nonce, proof, secret }: Own,
  colors: Terminal['colors'],
): Promise<string> {
  if (!isTunnel(url)) return '';
  const answer = await probePublic(url, nonce, secret);
  if (answer.failure !== undefined) return colors.yellow(`could not be asked: ${answer.failure}`);
  if (answer.proof !== undefined && answer.proof === proof) {
    return colors.green('leads to this receiver');
  }
  switch (answer.ngrokError) {
    case 'ERR_NGROK_3200':
      return colors.yellow('stale: its tunnel is gone');
    case 'ERR_NGROK_8012':
      return colors.yellow('its tunnel is open, and no receiver runs behind it');
    default:
      return colors.dim('a tunnel to elsewhere');
  }
}
