import { CommandError } from '../framework/errors';
import type { Terminal } from '../framework/terminal';
import type { Consent } from './registration';

/**
 * Makes what asks a person for consent.
 *
 * @param otherwise what to do if no one is there to answer, of which the error tells that consent throws then
 * @param signal ends a question with an AbortError
 */
export function consentOf({ ask }: Terminal, otherwise: string, signal?: AbortSignal): Consent {
  return async (question) => {
    const answer = await ask(question, signal);
    if (answer !== undefined) return answer;
    throw new CommandError(`${question}\nNo one is here to answer: ${otherwise}.`);
  };
}
