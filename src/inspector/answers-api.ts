import express, { type Router } from 'express';
import type { InspectorOptions } from './inspector-options';
import { parseChoice } from './choice';

export const ANSWERS_PATH = '/api/answers';

/** Makes what has the next deliveries answered as is chosen, and tells what is. */
export function createAnswersApi({ answers }: Pick<InspectorOptions, 'answers'>): Router {
  const api = express.Router();
  const json = express.json({ type: () => true });

  api.get(ANSWERS_PATH, (_req, res) => {
    res.json(told());
  });

  api.post(ANSWERS_PATH, json, (req, res) => {
    answers.choose(parseChoice(req.body));
    res.json(told());
  });

  api.delete(ANSWERS_PATH, (_req, res) => {
    answers.end();
    res.status(204).end();
  });

  function told(): object {
    const choice = answers.current();
    if (choice === undefined) return { uri: ANSWERS_PATH, chosen: null };
    const { answer, count, left, waiting, endsAt } = choice;
    const { status = null, delayMs = 0 } = answer;
    return {
      uri: ANSWERS_PATH,
      chosen: {
        ...{ status, delay: delayMs / 1_000, count, left, waiting },
        ends_at: new Date(endsAt).toISOString(),
      },
    };
  }

  return api;
}
