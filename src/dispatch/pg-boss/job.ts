/** What a job carries from one turn to the next. */
export interface JobData {
  /** Whether it has waited for others to settle. */
  readonly hasSettled?: true;
  /** Whether it was asked to be run again, and so waits for no others. */
  readonly isAgain?: true;
}

/** A handling whose turn it is here, and nowhere else. */
export interface Job {
  /** Of its queue. */
  readonly name: string;
  /** Of the delivery. */
  readonly id: string;
  /** When it was claimed, by the clock of the database: it is fenced by that. */
  readonly claimed: Date;
  /** The same by `performance.now()`, or a little before. */
  readonly claimedHere: number;
  /** Whether it was claimed before, by one who did not end it. */
  readonly isTakenOver: boolean;
  readonly data: JobData;
}
