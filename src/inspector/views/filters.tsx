import type { JSX } from 'preact';
import { EVENT_TYPES, STATUSES } from '../../circleci/event-types';
import { HANDLING_STATES } from '../../delivery/handling';
import type { DeliveryFilter } from '../../store/filter';
import { MAX_FILTER_LENGTH } from '../query';

const EVENT_STATUSES = [...new Set(Object.values(STATUSES).flat())];
const VERDICTS = ['valid', 'invalid', 'missing', 'unchecked'];
const ANSWERS = ['2xx', '4xx', '5xx', '200', '403', '503', 'none'];
const HANDLINGS = [...HANDLING_STATES, 'none'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Looks at each change, but where only a whole word will do: there, at a whole word. The address has the filter,
 * so that a reload keeps it.
 */
export function Filters({ filter }: { readonly filter: DeliveryFilter }): JSX.Element {
  return (
    <form
      id="filters"
      class="filters"
      role="search"
      method="get"
      action="/"
      hx-get="/"
      hx-trigger="input delay:200ms target::not([list]), change target:[list], submit"
      hx-replace-url="true"
      hx-sync="#main:replace"
    >
      <label class="search">
        <span class="sr">Text in the body</span>
        <input
          id="search"
          type="search"
          name="text"
          value={filter.text ?? ''}
          placeholder="Text in the body"
          maxLength={MAX_FILTER_LENGTH}
          autocomplete="off"
          spellcheck={false}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <details class="more">
        <summary>Filter</summary>
        <div class="fields">
          <Field name="type" label="Event type" value={filter.type} options={EVENT_TYPES} />
          <Field name="status" label="Status" value={filter.status} options={EVENT_STATUSES} />
          <Select name="verdict" label="Signature" value={filter.verdict} options={VERDICTS} />
          <Field name="answer" label="Answer" value={filter.answer} options={ANSWERS} />
          <Select name="handling" label="Handlers" value={filter.handling} options={HANDLINGS} />
          <Field name="method" label="Method" value={filter.method} options={METHODS} />
          <Field name="path" label="Path has" value={filter.path} />
          <Field name="project" label="Project has" value={filter.project} />
          <Field name="branch" label="Branch or tag has" value={filter.branch} />
          <Check name="duplicates" label="Only duplicates" checked={filter.duplicates} />
          <Check name="replays" label="Only replays" checked={filter.replays} />
          <a class="button quiet" href="/" hx-boost="false">
            Reset the filter
          </a>
        </div>
      </details>
    </form>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  /** Where there are some, it is looked for as a whole. */
  readonly options?: readonly string[];
}

function Field({ name, label, value, options }: FieldProps): JSX.Element {
  const list = options && `${name}-options`;
  return (
    <label>
      <span>{label}</span>
      <input
        name={name}
        value={value ?? ''}
        placeholder=" "
        maxLength={MAX_FILTER_LENGTH}
        autocomplete="off"
        spellcheck={false}
        {...(list !== undefined && { list })}
      />
      {options && (
        <datalist id={list}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </label>
  );
}

function Select({ name, label, value, options = [] }: FieldProps): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        <option value="">any</option>
        {options.map((option) => (
          <option key={option} value={option} selected={option === value}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

interface CheckProps {
  readonly name: string;
  readonly label: string;
  readonly checked: boolean | undefined;
}

function Check({ name, label, checked = false }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" name={name} value="1" checked={checked} />
      <span>{label}</span>
    </label>
  );
}
