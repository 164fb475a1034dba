/** What came of looking at one thing. */
export interface Finding {
  /** `skipped` if it does not apply, or an earlier failure leaves nothing to look at. */
  readonly result: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
  /** How to mend it. */
  readonly mend?: string | undefined;
}

export const ok = (says: string): Finding => ({ result: 'ok', says });

export const skipped = (says: string): Finding => ({ result: 'skipped', says });

export const warning = (says: string, mend?: string): Finding => ({
  result: 'warning',
  says,
  mend,
});

export const failed = (says: string, mend?: string): Finding => ({ result: 'failed', says, mend });

/** What earlier checks found out for the later ones. */
export interface Known {
  /** By which the running receiver is known, for a nonce. */
  readonly own?: { readonly nonce: string; readonly proof: string };
  readonly publicUrl?: string;
}
