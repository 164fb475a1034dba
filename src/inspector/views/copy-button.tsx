import type { JSX } from 'preact';

export interface CopyButtonProps {
  /** The address of the text. */
  readonly from: string;
  /** What it is, as in `headers`. */
  readonly what: string;
}

export function CopyButton({ from, what }: CopyButtonProps): JSX.Element {
  return (
    <button type="button" class="quiet" data-copy={from}>
      Copy {what}
    </button>
  );
}
