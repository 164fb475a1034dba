import type { Header } from '../../delivery/delivery';

/** Has one header of a name: in the place of the one that stood, else before what tells the body's type; or none. */
export function withHeader(
  headers: readonly Header[],
  name: string,
  value: string | undefined,
): readonly Header[] {
  const isOne = ([other]: Header): boolean => other.toLowerCase() === name.toLowerCase();
  const others = headers.filter((header) => !isOne(header));
  if (value === undefined) return others;
  const stood = headers.findIndex(isOne);
  const type = others.findIndex(([other]) => other.toLowerCase() === 'content-type');
  const place = stood >= 0 ? stood : type >= 0 ? type : others.length;
  return [...others.slice(0, place), [name, value], ...others.slice(place)];
}
