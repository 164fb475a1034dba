import type { Samples } from '../../../circleci/samples/samples';
import type { SampleSettings } from '../../../circleci/samples/settings';
import type { Outcome } from '../../shared/post';

/** A request of a scenario. */
export interface Sending {
  /** What it is, in a few words. */
  readonly label: string;
  readonly body: Buffer;
  /** The header `circleci-event-type`; undefined for the type in the body. */
  readonly type?: string;
  /** The header `circleci-signature`, null for none; undefined for the right one. */
  readonly signature?: string | null;
  /** What the answer should be: `accepted` (the default) is a 2xx, `refused` the receiver's own 403. */
  readonly expects?: 'accepted' | 'refused' | 'anything';
}

/** How the receiver is to answer its next deliveries: as its inspector's API takes it. */
export interface AnswerChoice {
  readonly status: number;
  readonly count: number;
  /** In seconds. */
  readonly for: number;
}

/** The inspector that has them answered so, or why they are not. */
export type ChoiceOutcome = { readonly inspector: string } | { readonly problem: string };

/** What a scenario plays on. */
export interface Stage {
  readonly samples: Samples;
  readonly settings: SampleSettings;
  /** Undefined if nothing is signed. */
  readonly secret: string | undefined;
  readonly clock: () => number;
  /** Picks a whole number from `min` to `max`, at random. */
  readonly integer: (min: number, max: number) => number;
  /**
   * Sends, and prints what came of it.
   *
   * @throws {CommandError} if nothing listens there, unless anything is expected
   */
  readonly send: (sending: Sending) => Promise<Outcome>;
  readonly chooseAnswers: (choice: AnswerChoice) => Promise<ChoiceOutcome>;
  readonly say: (text: string) => void;
  readonly wait: (ms: number) => Promise<void>;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** Whether it means nothing without a secret. */
  readonly needsSecret?: boolean;
  readonly play: (stage: Stage) => Promise<void>;
}
