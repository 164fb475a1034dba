import type { SampleSettings, SampleType } from '../../circleci/samples/settings';
import type { Assignment } from './assign';
import type { Scenario } from './scenarios/scenario';

/** Where requests go, and how they are signed. */
export interface Target {
  readonly url: URL | undefined;
  /** Undefined for the configured one. */
  readonly secret: string | undefined;
}

/** What --file and --delivery name. */
export type Given =
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'delivery'; readonly id: string };

/** One request to send, or the same kind of it many times. */
export interface SendTask {
  readonly content:
    | { readonly from: 'sample'; readonly type: SampleType; readonly settings: SampleSettings }
    | Given;
  readonly assignments: readonly Assignment[];
  readonly target: Target;
  readonly signed: boolean;
  readonly tampered: boolean;
  readonly count: number;
  /** How many a second; undefined for as fast as they are answered. */
  readonly rate: number | undefined;
  readonly concurrency: number;
  readonly json: boolean;
  readonly print: boolean;
}

export interface ScenarioTask {
  readonly scenario: Scenario;
  readonly settings: SampleSettings;
  readonly target: Target;
  readonly json: boolean;
}
