import type { JSX } from 'preact';
import type { BodyProblem as BodyProblemKind } from '../../delivery/delivery';
import { escapeLines } from '../../text/escape';
import type { ShownPart } from '../lay-out';
import { deliveryLink, fileLink, PARTS, type Part, type Place } from '../links';
import { Body } from './body';
import { CopyButton } from './copy-button';
import { PairTable } from './pair-table';

const NAMES: Readonly<Record<Part, string>> = {
  body: 'Body',
  headers: 'Headers',
  raw: 'Raw',
  'answer-body': 'Body',
  'answer-headers': 'Headers',
  'answer-raw': 'Raw',
};

export interface PartsProps {
  readonly id: string;
  readonly place: Place;
  readonly shown: ShownPart;
}

/** Shows request and answer, a part at a time. Each has an address of its own. */
export function Parts({ id, place, shown }: PartsProps): JSX.Element {
  const { part } = shown;
  const tab = (name: Part): JSX.Element => (
    <a
      key={name}
      href={deliveryLink(id, place, name)}
      {...(name === part && { 'aria-current': 'true' })}
    >
      <span class="sr">{name.startsWith('answer-') ? 'Response ' : 'Request '}</span>
      {NAMES[name]}
    </a>
  );
  return (
    <section aria-label="Request and response">
      <nav class="tabs" aria-label="Parts">
        <span class="group" aria-hidden="true">
          Request
        </span>
        {PARTS.filter((name) => !name.startsWith('answer-')).map(tab)}
        <span class="group" aria-hidden="true">
          Response
        </span>
        {PARTS.filter((name) => name.startsWith('answer-')).map(tab)}
      </nav>
      <div id={`part-${part}`} class="part">
        <div class="part-tools">
          <CopyButton from={fileLink(id, `copy/${part}`)} what={NAMES[part].toLowerCase()} />
        </div>
        <PartContent {...shown} />
      </div>
    </section>
  );
}

function PartContent({ content }: ShownPart): JSX.Element {
  switch (content.kind) {
    case 'missing':
      return (
        <p class="soft">There is no answer: the sender left before it, or it is on its way.</p>
      );
    case 'body':
      return (
        <>
          <BodyProblem problem={content.problem} />
          <Body view={content.view} />
        </>
      );
    case 'headers':
      return <PairTable pairs={content.headers} />;
    case 'raw':
      return <Raw {...content} />;
  }
}

const BODY_PROBLEMS: Readonly<Record<BodyProblemKind, string>> = {
  'too-large': 'The body is larger than BODY_LIMIT, and was refused.',
  'content-encoding': 'The body has a content-encoding, and was refused.',
  'cut-off': 'The connection closed before all of the body came.',
  shortened: 'Of a refused call’s body, only the first 64 KB are kept.',
};

function BodyProblem({
  problem,
}: {
  readonly problem: BodyProblemKind | undefined;
}): JSX.Element | null {
  return problem === undefined ? null : <p class="note warn">{BODY_PROBLEMS[problem]}</p>;
}

/** Shows bytes as they are: line ends as CR LF, which HTTP has, as line ends, and all else spelled out. */
function Raw({ text, cut }: { readonly text: string; readonly cut: boolean }): JSX.Element {
  return (
    <>
      <pre class="source" role="group" tabIndex={0} aria-label="Raw bytes">
        {escapeLines(text.replaceAll('\r\n', '\n'))}
      </pre>
      {cut && <p class="note">There is more: copy or download it.</p>}
    </>
  );
}
