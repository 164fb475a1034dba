import { parseTree, type Node } from 'jsonc-parser';

/** A part of JSON that is to be written anew. */
export interface Edit {
  /** What stands there now; of what is only put in, the length is 0. */
  readonly at: Pick<Node, 'offset' | 'length'>;
  readonly text: string;
}

/**
 * Parses JSON into its parts and where they stand, so that some can be written anew and all else stays as it is:
 * numbers, escapes, key order, repeated keys, white space.
 *
 * @param json valid JSON
 * @throws {RangeError} if it is nested more deeply than the stack is
 */
export function parseParts(json: string): Node {
  const tree = parseTree(json);
  if (tree === undefined) throw new TypeError('This is no JSON.');
  return tree;
}

/** Gives the name and the value of each member of an object; none of anything else. */
export function membersOf(node: Node): { readonly name: string; readonly value: Node }[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
    typeof name?.value === 'string' && value ? [{ name: name.value, value }] : [],
  );
}

/** Applies edits in the order of their places, which do not overlap; jsonc-parser copies all of the text for each. */
export function applyEdits(json: string, edits: Iterable<Edit>): string {
  let result = '';
  let copied = 0;
  for (const { at, text } of edits) {
    result += json.slice(copied, at.offset) + text;
    copied = at.offset + at.length;
  }
  return result + json.slice(copied);
}
