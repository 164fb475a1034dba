import type { JSX } from 'preact';
import { escapeLine } from '../../text/escape';

/** Shows the rows of a table of names and values, such as headers. */
export function PairRows({
  pairs,
}: {
  readonly pairs: readonly (readonly [string, string])[];
}): JSX.Element {
  return (
    <tbody>
      {pairs.map(([name, value], index) => (
        <tr key={index}>
          <th scope="row">{name.trim() === '' ? <i>no name</i> : escapeLine(name)}</th>
          <td>{escapeLine(value)}</td>
        </tr>
      ))}
    </tbody>
  );
}
