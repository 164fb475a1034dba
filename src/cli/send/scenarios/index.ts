import { cancelStorm } from './cancel-storm';
import { drift } from './drift';
import { duplicate } from './duplicate';
import { failure } from './failure';
import { forged } from './forged';
import { pipeline } from './pipeline';
import { rerun } from './rerun';
import { retry } from './retry';
import type { Scenario } from './scenario';
import { shapes } from './shapes';

export type { Scenario } from './scenario';

/** All scenarios, in the order of the help. */
export const SCENARIOS: readonly Scenario[] = [
  pipeline,
  failure,
  cancelStorm,
  duplicate,
  rerun,
  retry,
  forged,
  shapes,
  drift,
];
