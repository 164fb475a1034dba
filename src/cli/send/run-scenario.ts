import { createRandomness } from '../../circleci/samples/randomness';
import { createSamples } from '../../circleci/samples/samples';
import { requestHeaders } from '../../circleci/request-headers';
import { sign, type RefusalReason } from '../../circleci/signature';
import { CommandError, fail } from '../framework/errors';
import { isAccepted, post, requestTo, type Outcome } from '../shared/post';
import { checkOptions, noMore } from './check-options';
import { chooseAnswers } from './choose-answers';
import { contentOf } from './content';
import { nobodyText, NO_SECRET_TEXT, urlOf, type Context } from './context';
import { settingsOf, targetOf } from './option-values';
import type { SendValues } from './options';
import { jsonLine, refusalReason, sentOnALine, type Sent } from './report';
import { SCENARIOS } from './scenarios';
import type { Sending, Stage } from './scenarios/scenario';
import { withSignature } from './signing';
import type { ScenarioTask } from './tasks';

/** By which a refusal is known for the receiver's own: what is in front of it may answer 403 too. */
const REFUSALS: Readonly<Record<RefusalReason, true>> = {
  'missing-signature': true,
  'malformed-signature': true,
  'unsupported-version': true,
  'signature-mismatch': true,
};

/**
 * Reads which scenario to play, and how.
 *
 * @throws {UsageError} if it cannot be meant
 */
export function parseScenarioTask(
  values: SendValues,
  [name, ...rest]: readonly string[],
): ScenarioTask {
  checkOptions(values, 'scenario', 'a scenario');
  noMore(rest);
  const names = SCENARIOS.map((scenario) => scenario.name).join(', ');
  const scenario =
    SCENARIOS.find((one) => one.name === name) ??
    fail(
      name === undefined
        ? `Say which scenario: ${names}.`
        : `${JSON.stringify(name)} is no scenario: use ${names}.`,
    );
  return {
    scenario,
    settings: settingsOf(values),
    target: targetOf(values),
    json: values.json === true,
  };
}

/**
 * Plays a scenario.
 *
 * @param timeoutMs how long to wait for an answer
 * @returns whether all answers were as they should be
 * @throws {UsageError} if something is missing to play it
 * @throws {CommandError} if nothing listens
 */
export async function runScenario(
  { scenario, settings, target, json }: ScenarioTask,
  context: Context,
  timeoutMs?: number,
): Promise<boolean> {
  const { terminal } = context;
  const url = urlOf(target, context);
  const secret = target.secret ?? context.secret;
  if (secret === undefined) {
    if (scenario.needsSecret === true) {
      fail(`The scenario ${scenario.name} needs a secret. ${NO_SECRET_TEXT}`);
    }
    terminal.warn(NO_SECRET_TEXT);
  }
  const say = json ? terminal.warn : terminal.say;
  const sent: Sent[] = [];

  const send = async (sending: Sending): Promise<Outcome> => {
    const request = requestTo(url, messageOf(sending, secret));
    const outcome = await post(url, request, timeoutMs);
    if ('nobody' in outcome && outcome.nobody && sending.expects !== 'anything') {
      throw new CommandError(nobodyText(url));
    }
    const { label, body, expects } = sending;
    const done = { label, url: url.href, body, outcome, ok: isExpected(outcome, expects) };
    sent.push(done);
    terminal.say(json ? jsonLine(done) : sentOnALine(done, terminal.colors));
    return outcome;
  };

  say(`${scenario.name}: ${scenario.about}`);
  const parts: StageParts = {
    ...{ send, say, secret },
    chooseAnswers: async (choice) => chooseAnswers(choice, target, context),
  };
  await scenario.play(stageOf(settings, parts, context));
  const wrong = sent.filter(({ ok }) => !ok).length;
  say(summary(sent.length, wrong));
  return wrong === 0;
}

type StageParts = Pick<Stage, 'send' | 'say' | 'secret' | 'chooseAnswers'>;

function stageOf(
  settings: ScenarioTask['settings'],
  parts: StageParts,
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
      return 'answer' in outcome && outcome.answer.status === 403 && isOwnRefusal(outcome);
  }
}

function isOwnRefusal(outcome: Outcome): boolean {
  return Object.hasOwn(REFUSALS, refusalReason(outcome) ?? '');
}

function summary(count: number, wrong: number): string {
  if (wrong === 0) return `${count} sent, and answered as they should be.`;
  return `${count} sent; ${wrong} not answered as they should be (!!).`;
}
