import type { JSX } from 'preact';
import type { Header } from '../../http/message';
import type { Draft } from '../draft';
import { SPACINGS, type Spacing } from '../spacing';
import { deliveryLink, replayLink, type Place } from '../links';
import { parseJsonTree } from '../json-tree';

/** More would hold up what comes in, at every change. */
const MAX_CHECKED_CHARACTERS = 128 * 1024;

export interface EditorProps {
  readonly id: string;
  readonly place: Place;
  readonly draft: Draft;
  readonly receiverUrl: string;
  /** Whether there is a secret to sign with. */
  readonly canSign: boolean;
  readonly problems?: readonly string[];
}

export function Editor(props: EditorProps): JSX.Element {
  const { id, place, draft, receiverUrl, canSign, problems = [] } = props;
  return (
    <article id={`edit-${id}`} class="detail" aria-labelledby="detail-title">
      <a class="back" href={deliveryLink(id, place)}>
        ← Back to the delivery
      </a>
      <h2 id="detail-title" tabIndex={-1} autofocus={problems.length === 0}>
        Edit and replay
      </h2>
      {problems.length > 0 && (
        <ul class="note bad" role="alert" tabIndex={-1} autofocus>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <form
        id="editor"
        class="editor"
        method="post"
        action={replayLink(id, place)}
        hx-disable="find .primary"
      >
        <input type="hidden" name="edited" value="1" />
        <input type="hidden" name="bodyAs" value={draft.bodyAs} />
        <BodyField draft={draft} />
        {draft.bodyAs === 'text' && <SpacingField spacing={draft.spacing} />}
        <fieldset>
          <legend>Signature</legend>
          <label class="check">
            <input type="checkbox" name="sign" value="1" checked={draft.sign} disabled={!canSign} />
            <span>
              Sign again with the current secret
              {canSign ? '' : ': none is configured'}
            </span>
          </label>
          <p class="soft">Otherwise the signature goes as it stands among the headers.</p>
        </fieldset>
        <label>
          <span>Send to</span>
          <input
            name="target"
            value={draft.target}
            placeholder={receiverUrl}
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <p class="soft">
          Empty for the receiver, at {receiverUrl}; or another address of this machine, as in
          http://localhost:8080.
        </p>
        <div class="start-line">
          <label>
            <span>Method</span>
            <input name="method" value={draft.method} required autocomplete="off" />
          </label>
          <label class="wide">
            <span>Path and query</span>
            <input name="url" value={draft.url} required autocomplete="off" spellcheck={false} />
          </label>
        </div>
        <Headers headers={draft.headers} isOpen={problems.length > 0} />
        <div class="buttons">
          <button type="submit" class="primary">
            Send
          </button>
          <a class="button quiet cancel" href={deliveryLink(id, place)} title="Cancel (Esc)">
            Cancel
          </a>
        </div>
      </form>
    </article>
  );
}

const SPACING_NAMES: Readonly<Record<Spacing, string>> = {
  'as-it-was': 'as it was',
  compact: 'none: compact, in one line',
  'as-shown': 'as it stands here',
};

function SpacingField({ spacing }: Pick<Draft, 'spacing'>): JSX.Element {
  return (
    <label>
      <span>White space in JSON</span>
      <select name="spacing">
        {SPACINGS.map((name) => (
          <option key={name} value={name} selected={name === spacing}>
            {SPACING_NAMES[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

interface HeadersProps {
  readonly headers: readonly Header[];
  readonly isOpen: boolean;
}

function Headers({ headers, isOpen }: HeadersProps): JSX.Element {
  return (
    <details class="headers" open={isOpen}>
      <summary>Headers ({headers.length})</summary>
      <div id="header-rows">
        {headers.map((header, index) => (
          <HeaderRow key={index} header={header} />
        ))}
        <HeaderRow header={['', '']} />
      </div>
      <template id="header-row">
        <HeaderRow header={['', '']} />
      </template>
      <button type="button" class="quiet" data-adds="header-row">
        Add a header
      </button>
      <p class="soft">
        One without a name is left out. Content-Length always follows the body. Names and values are
        sent as they stand here.
      </p>
    </details>
  );
}

function HeaderRow({ header: [name, value] }: { readonly header: Header }): JSX.Element {
  return (
    <div class="header-row">
      <input
        name="headerName"
        value={name}
        aria-label="Header name"
        placeholder="name"
        autocomplete="off"
        spellcheck={false}
      />
      <input
        name="headerValue"
        value={value}
        aria-label="Header value"
        placeholder="value"
        autocomplete="off"
        spellcheck={false}
      />
      <button type="button" class="quiet" data-removes=".header-row" title="Remove this header">
        <span aria-hidden="true">✕</span>
        <span class="sr">Remove this header</span>
      </button>
    </div>
  );
}

function BodyField({ draft }: { readonly draft: Draft }): JSX.Element {
  const isChecked = draft.bodyAs === 'text' && draft.body.length <= MAX_CHECKED_CHARACTERS;
  return (
    <div>
      <label>
        <span>{draft.bodyAs === 'base64' ? 'Body, in base64, since it is binary' : 'Body'}</span>
        <textarea
          name="body"
          rows={16}
          spellcheck={false}
          autocomplete="off"
          {...(isChecked && {
            'hx-post': '/check-json',
            'hx-trigger': 'input delay:200ms',
            'hx-target': '#json-check',
            'hx-select': '#json-check',
            'hx-swap': 'outerHTML',
            'hx-sync': 'this:replace',
          })}
        >
          {/* HTML takes the first line break of a text area for its own. */}
          {`\n${draft.body}`}
        </textarea>
      </label>
      {isChecked && <JsonCheck text={draft.body} />}
    </div>
  );
}

/** Says whether a text is JSON, and where it is not. */
export function JsonCheck({ text }: { readonly text: string }): JSX.Element {
  const [tone, message] = check(text);
  return (
    <p id="json-check" class={`json-check ${tone}`} role="status">
      {message}
    </p>
  );
}

function check(text: string): readonly [tone: string, message: string] {
  if (text.trim() === '') return ['soft', 'No body'];
  if (text.length > MAX_CHECKED_CHARACTERS) return ['soft', 'Too long to be checked for JSON'];
  const parsed = parseJsonTree(text);
  if ('tree' in parsed) return ['good', '✓ Valid JSON'];
  const { message, line, column } = parsed.problem;
  return ['warn', `Not JSON: ${message}, at line ${line}, column ${column}`];
}
