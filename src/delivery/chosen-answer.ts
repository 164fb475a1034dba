/** An answer that was chosen for a delivery, to see what its sender makes of it. */
export interface ChosenAnswer {
  /** Absent for the usual one. */
  readonly status?: number;
  /** How long the answer is held back, in milliseconds. */
  readonly delayMs?: number;
}

/** Says how a delivery is answered: `503`, `503 after 15 s` or `as usual, after 15 s`. */
export function chosenAnswerText({ status, delayMs = 0 }: ChosenAnswer): string {
  const late = delayMs === 0 ? '' : ` after ${delayMs / 1_000} s`;
  return status === undefined ? `as usual,${late}` : `${status}${late}`;
}
