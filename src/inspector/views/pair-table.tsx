import type { JSX } from 'preact';
import { escapeLine } from '../../text/escape';

interface PairTableProps {
  readonly pairs: readonly (readonly [string, string])[];
  /** What the names are called above them; if undefined, only those are told who do not see the table. */
  readonly head?: string;
}

/** Shows a table of names and values, such as headers. */
export function PairTable({ pairs, head }: PairTableProps): JSX.Element {
  return (
    <table class="pairs">
      <thead class={head === undefined ? 'sr' : ''}>
        <tr>
          <th scope="col">{head ?? 'Name'}</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row">{name.trim() === '' ? <i>no name</i> : escapeLine(name)}</th>
            <td>{escapeLine(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
