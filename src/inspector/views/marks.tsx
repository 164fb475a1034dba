import type { JSX } from 'preact';
import { chosenAnswerText, type ChosenAnswer } from '../../delivery/chosen-answer';
import type { Signature } from '../../delivery/delivery';
import type { HandlingState } from '../../delivery/handling';
import { escapeLine } from '../../text/escape';
import type { DeliverySummary } from '../../store/delivery-store';

const STATUS_TONES: Readonly<Record<string, string>> = {
  success: 'good',
  failed: 'bad',
  error: 'bad',
  unauthorized: 'bad',
  canceled: 'soft',
  not_run: 'soft',
};

/** Gives the colour of a status, by the name of a class. */
export function toneOf(status = ''): string {
  return (Object.hasOwn(STATUS_TONES, status) ? STATUS_TONES[status] : undefined) ?? 'plain';
}

/** Shows the status of a workflow or job. */
export function Status({ status }: { readonly status: string }): JSX.Element {
  return <span class={`badge ${toneOf(status)}`}>{escapeLine(status)}</span>;
}

const VERDICTS: Readonly<Record<Signature['verdict'], readonly [tone: string, sign: string]>> = {
  valid: ['good', '✓'],
  invalid: ['bad', '✕'],
  missing: ['warn', '!'],
  unchecked: ['soft', '–'],
  rebuilt: ['info', '↺'],
};

/** Shows what came of the signature. Not by colour alone: the sign differs, and the word is there to be read. */
export function Verdict({ verdict }: Pick<Signature, 'verdict'>): JSX.Element {
  const [tone, sign] = VERDICTS[verdict];
  return (
    <span
      class={`verdict ${tone}`}
      title={verdict === 'rebuilt' ? 'Rebuilt from the API' : `Signature ${verdict}`}
    >
      <span aria-hidden="true">{sign}</span> <span class="word">{verdict}</span>
    </span>
  );
}

const HANDLINGS: Readonly<Record<HandlingState, readonly [tone: string, sign: string]>> = {
  waiting: ['info', '…'],
  done: ['good', '✓'],
  failed: ['bad', '✕'],
  superseded: ['soft', '–'],
};

/** Shows what came of the handlers. */
export function HandlingMark({ state }: { readonly state: HandlingState }): JSX.Element {
  const [tone, sign] = HANDLINGS[state];
  return (
    <span class={`handling ${tone}`} title={`Handlers: ${state}`}>
      <span aria-hidden="true">{sign}</span> <span class="word">{state}</span>
    </span>
  );
}

/** Marks what got an answer that was chosen. */
export function ChosenMark({ chosenAnswer }: { readonly chosenAnswer: ChosenAnswer }): JSX.Element {
  return (
    <span class="badge warn" title={`Its answer was chosen: ${chosenAnswerText(chosenAnswer)}`}>
      chosen
    </span>
  );
}

/** Shows the status code of our answer. */
export function AnswerCode({ answer }: Pick<DeliverySummary, 'answer'>): JSX.Element {
  if (answer === undefined) return <span class="code soft">no answer</span>;
  const tone = answer.status >= 500 ? 'bad' : answer.status >= 400 ? 'warn' : 'good';
  return <span class={`code ${tone}`}>{answer.status}</span>;
}
