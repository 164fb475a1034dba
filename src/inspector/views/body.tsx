import type { JSX } from 'preact';
import { escapeLine, escapeLines } from '../../text/escape';
import type { BodyView } from '../body-view';
import type { JsonContainer, JsonTree } from '../json-tree';
import { PairTable } from './pair-table';

const CUT = <p class="note">There is more than is shown: copy or download it.</p>;

/** Deeper ones are closed at first. */
const OPEN_DEPTH = 4;

export function Body({ view }: { readonly view: BodyView }): JSX.Element {
  switch (view.kind) {
    case 'empty':
      return <p class="soft">There is no body.</p>;
    case 'json':
      return (
        <div class="source json" tabIndex={0} role="group" aria-label="Body as JSON">
          <Value tree={view.tree} depth={0} />
        </div>
      );
    case 'broken-json':
      return <BrokenJson view={view} />;
    case 'form':
      return (
        <>
          <PairTable head="Field" pairs={view.fields} />
          {view.cut && CUT}
        </>
      );
    case 'text':
      return (
        <>
          <pre class="source" role="group" tabIndex={0} aria-label="Body as text">
            {escapeLines(view.text)}
          </pre>
          {view.cut && CUT}
        </>
      );
    case 'hex':
      return (
        <>
          <pre class="source" role="group" tabIndex={0} aria-label="Body in hexadecimal">
            {view.rows.join('\n')}
          </pre>
          {view.cut && CUT}
        </>
      );
  }
}

type BrokenJsonView = Extract<BodyView, { kind: 'broken-json' }>;

function BrokenJson({ view: { text, problem } }: { readonly view: BrokenJsonView }): JSX.Element {
  const { message, line, column, offset } = problem;
  return (
    <>
      <p class="note bad" role="alert">
        Not valid JSON: {message}, at line {line}, column {column}.
      </p>
      <pre class="source" role="group" tabIndex={0} aria-label="Body as text">
        {escapeLines(text.slice(0, offset))}
        <mark title={message}>{escapeLines(text.slice(offset, offset + 1)) || '⌁'}</mark>
        {escapeLines(text.slice(offset + 1))}
      </pre>
    </>
  );
}

interface ValueProps {
  readonly tree: JsonTree;
  readonly depth: number;
  readonly name?: string | undefined;
}

function Value({ tree, depth, name }: ValueProps): JSX.Element {
  const key = name === undefined ? null : <Key name={name} />;
  if ('members' in tree) return <Container tree={tree} depth={depth} label={key} />;
  const source = tree.kind === 'deep' ? `${tree.source.slice(0, 200)}…` : tree.source;
  return (
    <div class="leaf">
      {key}
      <span class={`j-${tree.kind}`}>{escapeLine(source)}</span>
    </div>
  );
}

function Key({ name }: { readonly name: string }): JSX.Element {
  return (
    <>
      <span class="j-key">{escapeLine(name)}</span>
      <span class="j-mark">: </span>
    </>
  );
}

interface ContainerProps {
  readonly tree: JsonContainer;
  readonly depth: number;
  readonly label: JSX.Element | null;
}

function Container({ tree, depth, label }: ContainerProps): JSX.Element {
  const [start, end] = tree.kind === 'object' ? ['{', '}'] : ['[', ']'];
  const count = tree.members.length + tree.left;
  if (count === 0) {
    return (
      <div class="leaf">
        {label}
        <span class="j-mark">
          {start}
          {end}
        </span>
      </div>
    );
  }
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary>
        {label}
        <span class="j-mark">{start}</span>
        <span class="j-count">{count}</span>
        <span class="j-mark j-end">{end}</span>
      </summary>
      <div class="members">
        {tree.members.map(({ key, value }, index) => (
          <Value key={index} tree={value} depth={depth + 1} name={key} />
        ))}
        {tree.left > 0 && <p class="note">{tree.left} more are not shown: copy or download it.</p>}
      </div>
      <span class="j-mark">{end}</span>
    </details>
  );
}
