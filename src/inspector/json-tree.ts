import { printParseErrorCode, visit, type JSONVisitor, type ParseErrorCode } from 'jsonc-parser';

/** More would make a page that a browser is slow with, and that takes long to write. */
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
 * Parses JSON to be shown: keys that are there twice, the order, and how values are written stay; if it is
 * none, says what is wrong and where.
 */
export function parseJsonTree(text: string): ParsedJson {
  const { visitor, tree, problem } = createTreeBuilder(text);
  try {
    visit(text, visitor, { disallowComments: true, allowTrailingComma: false });
  } catch {
    return { problem: problem() ?? locate(text, 0, 'nested too deeply to be shown') }; // beyond the stack
  }
  return { tree: tree() };
}

/** A container that is being read. Of one that is `deep` or `hidden`, nothing is kept. */
interface OpenContainer {
  readonly kind: JsonContainer['kind'] | 'deep' | 'hidden';
  readonly start: number;
  readonly members: JsonMember[];
  left: number;
  /** Of the member that comes next. */
  key: string | undefined;
}

interface TreeBuilder {
  readonly visitor: JSONVisitor;
  readonly tree: () => JsonTree;
  /** Tells what ended the parsing, if it was not the stack. */
  readonly problem: () => JsonProblem | undefined;
}

/** Makes nodes of what is shown alone: a text may have more values than can be kept without holding others up. */
function createTreeBuilder(text: string): TreeBuilder {
  const open: OpenContainer[] = [];
  let root: JsonTree = { kind: 'null', source: '' };
  let problem: JsonProblem | undefined;
  let budget = MAX_NODES;

  /** Counts the value that comes next, and tells whether it is shown. */
  function takes(): boolean {
    const parent = open.at(-1);
    if (parent?.kind === 'deep' || parent?.kind === 'hidden') return false;
    budget -= 1;
    if (parent === undefined || budget >= 0) return true;
    parent.left += 1;
    return false;
  }

  function put(value: JsonTree): void {
    const parent = open.at(-1);
    if (parent === undefined) root = value;
    else parent.members.push({ key: parent.key, value });
  }

  function begin(kind: JsonContainer['kind'], start: number): void {
    const shown = open.length < MAX_DEPTH ? kind : 'deep';
    open.push({ kind: takes() ? shown : 'hidden', start, members: [], left: 0, key: undefined });
  }

  function end(offset: number): void {
    const { kind = 'hidden', start = 0, members = [], left = 0 } = open.pop() ?? {};
    if (kind === 'deep') put({ kind, source: text.slice(start, offset + 1) });
    else if (kind !== 'hidden') put({ kind, members, left });
  }

  return {
    tree: () => root,
    problem: () => problem,
    visitor: {
      onObjectBegin(offset) {
        begin('object', offset);
      },
      onArrayBegin(offset) {
        begin('array', offset);
      },
      onObjectEnd: end,
      onArrayEnd: end,
      onObjectProperty(_name, offset, length) {
        const parent = open.at(-1);
        if (parent !== undefined) parent.key = text.slice(offset, offset + length);
      },
      onLiteralValue(value: unknown, offset, length) {
        if (takes()) put({ kind: kindOf(value), source: text.slice(offset, offset + length) });
      },
      onError(error, offset) {
        problem = locate(text, offset, describe(error));
        throw new Error(problem.message); // ends the parsing
      },
    },
  };
}

function kindOf(value: unknown): JsonScalar['kind'] {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'null';
}

function describe(error: ParseErrorCode): string {
  return printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function locate(text: string, offset: number, message: string): JsonProblem {
  const before = text.slice(0, offset).split('\n');
  return { message, offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
