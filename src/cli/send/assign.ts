import type { Node } from 'jsonc-parser';
import { applyEdits, membersOf, parseParts, type Edit } from '../../text/edit-json';
import { fail } from '../framework/errors';

/** A field that is to have another value. */
export interface Assignment {
  readonly path: readonly string[];
  /** The value in JSON, as it was written. */
  readonly json: string;
}

/**
 * Reads an assignment such as `job.number=7`. The value is JSON if it can be, else text.
 *
 * @returns undefined if it is none
 */
export function parseAssignment(text: string): Assignment | undefined {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).split('.');
  return path.includes('') ? undefined : { path, json: jsonOf(text.slice(equals + 1)) };
}

function jsonOf(text: string): string {
  try {
    JSON.parse(text);
    return text.trim();
  } catch {
    return JSON.stringify(text);
  }
}

/**
 * Sets a field; all else stays as it was written. A number sets an element of a list, or appends one. What is on the
 * way there otherwise and is no map becomes one. Of a key that is there twice, the last counts.
 *
 * @param json valid JSON
 * @throws {UsageError} if a number is past a list's end
 * @throws {RangeError} if the JSON is nested more deeply than the stack is
 */
export function assign(json: string, { path, json: value }: Assignment): string {
  return applyEdits(json, [editOf(parseParts(json), path, value)]);
}

function editOf(node: Node, path: readonly string[], value: string): Edit {
  const [key, ...rest] = path;
  if (key === undefined) return { at: node, text: value };
  if (node.type === 'array' && /^\d+$/.test(key)) {
    const elements = node.children ?? [];
    const element = elements[Number(key)];
    if (element !== undefined) return editOf(element, rest, value);
    if (Number(key) > elements.length) {
      fail(
        `--set names element ${Number(key)} of a list that has ${elements.length}: use 0 to ${elements.length}, which appends.`,
      );
    }
    return append(node, nested(rest, value));
  }
  if (node.type !== 'object') return { at: node, text: nested(path, value) };
  const member = membersOf(node).findLast(({ name }) => name === key);
  if (member !== undefined) return editOf(member.value, rest, value);
  return append(node, `${JSON.stringify(key)}:${nested(rest, value)}`);
}

/** Puts a part behind the last of a map or list. */
function append({ offset, children = [] }: Node, text: string): Edit {
  const last = children.at(-1);
  return last === undefined
    ? { at: { offset: offset + 1, length: 0 }, text }
    : { at: { offset: last.offset + last.length, length: 0 }, text: `,${text}` };
}

/** Wraps a value in maps, one for each key. */
function nested(path: readonly string[], value: string): string {
  return path.reduceRight((inner, key) => `{${JSON.stringify(key)}:${inner}}`, value);
}
