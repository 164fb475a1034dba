import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

/** More would make a page that a browser is slow with. */
const MAX_NODES = 3_000;

/** So does deeper nesting, and sooner than the stack ends. */
const MAX_DEPTH = 64;

interface JsonScalar {
  /** `deep` is a container that is nested too deeply to be opened. */
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'deep';
  /** As it is written: a large number, or an escape, stays what it is. */
  readonly source: string;
}

export interface JsonContainer {
  readonly kind: 'object' | 'array';
  readonly members: readonly JsonMember[];
  /** How many more members there are than are given here. */
  readonly left: number;
}

interface JsonMember {
  /** As it is written, with its quotes; undefined in an array. */
  readonly key: string | undefined;
  readonly value: JsonTree;
}

export type JsonTree = JsonScalar | JsonContainer;

export interface JsonProblem {
  /** In English, as in `value expected`. */
  readonly message: string;
  readonly offset: number;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export type ParsedJson = { readonly tree: JsonTree } | { readonly problem: JsonProblem };

/**
 * Parses JSON to be shown: keys that are there twice, the order, and how values are written stay; where it is
 * none, says what is wrong and where.
 */
export function parseJsonTree(text: string): ParsedJson {
  const errors: ParseError[] = [];
  const options = { disallowComments: true, allowTrailingComma: false };
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, options);
  } catch {
    return { problem: locate(text, 0, 'nested too deeply to be shown') }; // beyond the stack
  }
  const [error] = errors;
  if (error !== undefined) return { problem: locate(text, error.offset, describe(error)) };
  if (root === undefined) return { problem: locate(text, 0, 'value expected') };
  return { tree: treeOf(root, text, { left: MAX_NODES }, 0) };
}

function treeOf(node: Node, text: string, budget: { left: number }, depth: number): JsonTree {
  budget.left -= 1;
  const source = text.slice(node.offset, node.offset + node.length);
  switch (node.type) {
    case 'object':
    case 'array': {
      if (depth >= MAX_DEPTH) return { kind: 'deep', source };
      const children = node.children ?? [];
      const members: JsonMember[] = [];
      for (const child of children) {
        if (budget.left <= 0) break;
        members.push(memberOf(child, text, budget, depth + 1));
      }
      return { kind: node.type, members, left: children.length - members.length };
    }
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return { kind: node.type, source };
    case 'property':
      return { kind: 'null', source }; // stands in an object only, where memberOf takes it
  }
}

function memberOf(node: Node, text: string, budget: { left: number }, depth: number): JsonMember {
  if (node.type !== 'property') {
    return { key: undefined, value: treeOf(node, text, budget, depth) };
  }
  const [key, value] = node.children ?? [];
  return {
    key: key && text.slice(key.offset, key.offset + key.length),
    value: value ? treeOf(value, text, budget, depth) : { kind: 'null', source: '' },
  };
}

function describe({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function locate(text: string, offset: number, message: string): JsonProblem {
  const before = text.slice(0, offset).split('\n');
  return { message, offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
