import { isAccepted } from '../../shared/post';
import { sendingOf } from './run';
import type { Scenario, Sending, Stage } from './scenario';

/** CircleCI sends again "at a later time", and does not say when: these are short, to be tried out. */
const DELAYS_MS = [1_000, 2_000, 4_000, 8_000];

/** Over soon, if what is sent should not get there. */
const CHOICE = { status: 503, count: 2, for: 30 } as const;

export const retry: Scenario = {
  name: 'retry',
  about: 'what CircleCI does if an answer is late or no 2xx: it sends the same again, later',
  async play(stage) {
    const event = stage.samples.event('workflow-completed', stage.settings);
    const sending = sendingOf(event, 'workflow-completed success');
    const chosen = await stage.chooseAnswers(CHOICE);
    stage.say(
      'problem' in chosen
        ? `${chosen.problem} So the receiver answers as it does by itself.`
        : `The inspector has the first ${CHOICE.count} answered ${CHOICE.status}.`,
    );
    const attempts = await sendUntilAccepted(stage, sending);
    if (attempts === 1) {
      stage.say('Accepted at once. Now as if that answer had come after 10 s: the same again.');
      await stage.wait(DELAYS_MS[0] ?? 0);
      await stage.send({ ...sending, label: 'the same, sent again' });
    }
    if ('inspector' in chosen) {
      stage.say(`Its page lists when it came: ${chosen.inspector}/?event=${String(event['id'])}`);
    }
  },
};

/** Sends until it is accepted, and gives how many attempts it took, or were made. */
async function sendUntilAccepted(stage: Stage, sending: Sending): Promise<number> {
  for (const [index, delay] of DELAYS_MS.entries()) {
    const attempt: Sending = { ...sending, label: `attempt ${index + 1}`, expects: 'anything' };
    if (isAccepted(await stage.send(attempt))) return index + 1;
    stage.say(`Not answered 2xx within 10 s: the same again in ${delay / 1000} s.`);
    await stage.wait(delay);
  }
  await stage.send({ ...sending, label: `attempt ${DELAYS_MS.length + 1}, the last` });
  return DELAYS_MS.length + 1;
}
