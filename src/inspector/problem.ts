/** Tells a caller why there is no other answer, a sentence a reason, with a status that says the same. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly reasons: readonly string[];

  constructor(
    readonly status: number,
    ...reasons: readonly string[]
  ) {
    super(reasons.join(' '));
    this.reasons = reasons;
  }
}
