import { createRandomness } from '../../circleci/samples/randomness';
import { createSamples } from '../../circleci/samples/samples';
import { requestHeaders } from '../../circleci/request-headers';
import { sign } from '../../circleci/signature';
import type { ScenarioCommand } from './commands';
import { contentOf } from './content';
import { nobodyText, NO_SECRET_TEXT, secretOf, urlOf, type Context } from './context';
import { isAccepted, post, requestTo, type Outcome } from './post';
import { jsonLine, sentOnALine, type Sent } from './report';
import type { Sending, Stage } from './scenarios/scenario';
import { withSignature } from './signing';
import { UsageError } from './usage-error';

/** Tells that there is no receiver to play to. */
export class NobodyError extends Error {
  override readonly name = 'NobodyError';
}

const REFUSED = 403;

/**
 * Plays a scenario.
 *
 * @param timeoutMs how long to wait for an answer
 * @returns whether all answers were as they should be
 * @throws {UsageError} where something is missing to play it
 * @throws {NobodyError} where nothing listens
 */
export async function runScenario(
  { scenario, settings, target, json }: ScenarioCommand,
  context: Context,
  timeoutMs?: number,
): Promise<boolean> {
  const url = urlOf(target, context.config);
  const secret = secretOf(target, context.config);
  if (secret === undefined) {
    if (scenario.needsSecret === true) {
      throw new UsageError(`The scenario ${scenario.name} needs a secret. ${NO_SECRET_TEXT}`);
    }
    context.note(`${NO_SECRET_TEXT}\n`);
  }
  const say = (text: string): void => {
    (json ? context.note : context.out)(`${text}\n`);
  };
  const sent: Sent[] = [];

  const send = async (sending: Sending): Promise<Outcome> => {
    const request = requestTo(url, messageOf(sending, secret));
    const outcome = await post(url, request, timeoutMs);
    if ('nobody' in outcome && outcome.nobody && sending.expects !== 'anything') {
      throw new NobodyError(nobodyText(url));
    }
    const { label, body, expects } = sending;
    const done = { label, url: url.href, body, outcome, ok: isExpected(outcome, expects) };
    sent.push(done);
    context.out(json ? jsonLine(done) : sentOnALine(done, context.colors));
    return outcome;
  };

  say(`${scenario.name}: ${scenario.about}`);
  await scenario.play(stageOf(settings, { send, say, secret }, context));
  const wrong = sent.filter(({ ok }) => !ok).length;
  say(summary(sent.length, wrong));
  return wrong === 0;
}

function stageOf(
  settings: ScenarioCommand['settings'],
  parts: Pick<Stage, 'send' | 'say' | 'secret'>,
  { clock, randomBytes, wait }: Context,
): Stage {
  const samples = createSamples({ clock, randomBytes });
  const { integer } = createRandomness(randomBytes);
  return { ...parts, samples, settings, clock, integer, wait };
}

function messageOf({ body, type, signature }: Sending, secret: string | undefined) {
  const headers = type === undefined ? contentOf(body).headers : requestHeaders(type);
  const right = secret === undefined ? undefined : sign(body, secret);
  const header = signature === undefined ? right : (signature ?? undefined);
  return { headers: withSignature(headers, header), body };
}

function isExpected(outcome: Outcome, expects: Sending['expects'] = 'accepted'): boolean {
  switch (expects) {
    case 'anything':
      return true;
    case 'accepted':
      return isAccepted(outcome);
    case 'refused':
      return 'answer' in outcome && outcome.answer.status === REFUSED;
  }
}

function summary(count: number, wrong: number): string {
  if (wrong === 0) return `${count} sent, and answered as they should be.`;
  return `${count} sent; ${wrong} not answered as they should be (!!).`;
}
