import type { JSX } from 'preact';

export interface CopyButtonProps {
  /** The address of the text. */
  readonly from: string;
  /** What it is, as in `headers`. */
  readonly what: string;
  /** Why there is nothing to be copied. */
  readonly problem?: string | undefined;
}

export function CopyButton({ from, what, problem }: CopyButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="quiet"
      data-copy={from}
      disabled={problem !== undefined}
      title={problem}
    >
      Copy {what}
    </button>
  );
}
