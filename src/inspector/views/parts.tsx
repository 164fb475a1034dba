import type { JSX } from 'preact';
import { headerOf, type Header } from '../../delivery/delivery';
import { escapeLines } from '../../text/escape';
import { isText } from '../../text/is-text';
import type { KeptDelivery } from '../../store/delivery-store';
import { viewBody } from '../body-view';
import { deliveryLink, fileLink, PARTS, type Part, type Place } from '../links';
import { headersOf, rawAnswer, rawRequest } from '../wire';
import { Body } from './body';
import { CopyButton } from './copy-button';
import { PairRows } from './pair-rows';

const MAX_RAW_CHARACTERS = 64 * 1024;

const NAMES: Readonly<Record<Part, string>> = {
  body: 'Body',
  headers: 'Headers',
  raw: 'Raw',
  'answer-body': 'Body',
  'answer-headers': 'Headers',
  'answer-raw': 'Raw',
};

export interface PartsProps {
  readonly delivery: KeptDelivery;
  readonly place: Place;
  readonly part: Part;
}

/** Request and answer, a part at a time. Each has an address of its own. */
export function Parts({ delivery, place, part }: PartsProps): JSX.Element {
  const tab = (name: Part): JSX.Element => (
    <a
      key={name}
      href={deliveryLink(delivery.id, place, name)}
      {...(name === part && { 'aria-current': 'true' })}
    >
      <span class="sr">{name.startsWith('answer-') ? 'Response ' : 'Request '}</span>
      {NAMES[name]}
    </a>
  );
  return (
    <section class="parts" aria-label="Request and response">
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
          <CopyButton
            from={fileLink(delivery.id, `copy/${part}`)}
            what={NAMES[part].toLowerCase()}
          />
        </div>
        <PartContent delivery={delivery} part={part} />
      </div>
    </section>
  );
}

function PartContent({ delivery, part }: Omit<PartsProps, 'place'>): JSX.Element {
  const { answer, headers, body } = delivery;
  if (part.startsWith('answer-') && answer === undefined) {
    return <p class="soft">There is no answer: the sender left before it, or it is on its way.</p>;
  }
  switch (part) {
    case 'body':
      return (
        <>
          <BodyProblem delivery={delivery} />
          <Body view={viewBody(body, headerOf(delivery, 'content-type'))} />
        </>
      );
    case 'headers':
      return <Headers headers={headers} />;
    case 'raw':
      return <Raw bytes={rawRequest(delivery)} />;
    case 'answer-body': {
      const answered = headersOf(answer?.head ?? '');
      const type = headerOf({ headers: answered }, 'content-type');
      return <Body view={viewBody(answer?.body ?? Buffer.alloc(0), type)} />;
    }
    case 'answer-headers':
      return <Headers headers={headersOf(answer?.head ?? '')} />;
    case 'answer-raw':
      return <Raw bytes={rawAnswer(delivery)} />;
  }
}

const BODY_PROBLEMS: Readonly<Record<NonNullable<KeptDelivery['bodyProblem']>, string>> = {
  'too-large': 'The body is larger than BODY_LIMIT, and was refused.',
  'content-encoding': 'The body has a content-encoding, and was refused.',
  'cut-off': 'The connection closed before all of the body came.',
  shortened: 'Of a refused call’s body, only the first 64 KB are kept.',
};

function BodyProblem({ delivery }: Pick<PartsProps, 'delivery'>): JSX.Element | null {
  const { bodyProblem } = delivery;
  return bodyProblem === undefined ? null : <p class="note warn">{BODY_PROBLEMS[bodyProblem]}</p>;
}

function Headers({ headers }: { readonly headers: readonly Header[] }): JSX.Element {
  return (
    <table class="pairs">
      <thead class="sr">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <PairRows pairs={headers} />
    </table>
  );
}

/** Line ends as CR LF are how HTTP has them, and are shown as line ends; all else is spelled out. */
function Raw({ bytes }: { readonly bytes: Buffer }): JSX.Element {
  const text = bytes.toString(isText(bytes) ? 'utf8' : 'latin1');
  const shown = escapeLines(text.slice(0, MAX_RAW_CHARACTERS).replaceAll('\r\n', '\n'));
  return (
    <>
      <pre class="source" tabIndex={0} aria-label="Raw bytes">
        {shown}
      </pre>
      {text.length > MAX_RAW_CHARACTERS && <p class="note">There is more: copy or download it.</p>}
    </>
  );
}
