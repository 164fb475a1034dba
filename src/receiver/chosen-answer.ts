import type { ChosenAnswers, TakenAnswer } from '../answers/chosen-answers';
import { sendJson, type AnswerFact } from './answer';
import type { ArrivalFact } from './arrival';
import type { Middleware, With } from './middleware';

export interface ChosenFact {
  /** The answer that was chosen for this delivery; undefined for the usual one. */
  chosen?: TakenAnswer;
}

/** With these, an answer has no body: https://www.rfc-editor.org/rfc/rfc9110#section-6.4.1 */
const WITHOUT_BODY = [204, 205, 304];

/** Takes the answer that was chosen for a delivery that was let through: not for a replay, which we send ourselves. */
export function takeChosenAnswer(
  answers: Pick<ChosenAnswers, 'take'>,
): Middleware<ArrivalFact & ChosenFact> {
  return function takeForDelivery(_req, res, next) {
    const isAwaited = res.locals.arrival.replay === undefined && !res.destroyed;
    const chosen = isAwaited ? answers.take() : undefined;
    if (chosen !== undefined) {
      res.locals.chosen = chosen;
      res.once('close', chosen.over);
    }
    next();
  };
}

/** Answers a delivery as was chosen for it, once it is kept as any other is. */
export const giveChosenAnswer: Middleware<Readonly<ChosenFact> & AnswerFact> = (
  _req,
  res,
  next,
) => {
  const { chosen } = res.locals;
  if (chosen === undefined) {
    next();
    return;
  }
  chosen.afterDelay(() => {
    if (res.headersSent) return; // refused meanwhile, to make room for other bodies
    if (chosen.answer.status === undefined) next();
    else sendChosen(res, chosen.answer.status);
  });
};

function sendChosen(res: With<AnswerFact>, status: number): void {
  const text = 'This answer was chosen here, to see what comes of it.';
  if (WITHOUT_BODY.includes(status)) res.status(status).end();
  else if (status < 300) sendJson(res, status, { message: text });
  else sendJson(res, status, { error: text, reason: 'chosen' });
}
