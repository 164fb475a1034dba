import type { JSX } from 'preact';
import type { DeliveryFilter } from '../../store/filter';
import { FILTERS, type Filter } from '../../store/filters';
import { MAX_FILTER_LENGTH } from '../../store/read-filter';
import { escapeLine } from '../../text/escape';
import type { Section } from '../links';

const [SEARCH, ...OTHERS] = FILTERS;

export interface FiltersProps {
  readonly filter: DeliveryFilter;
  readonly section: Section;
}

/**
 * Looks at each change, but if only a whole word will do: there, at a whole word. The address has the filter,
 * so that a reload keeps it.
 */
export function Filters({ filter, section }: FiltersProps): JSX.Element {
  const address = section === 'pipelines' ? '/pipelines' : '/';
  return (
    <form
      id="filters"
      class="filters"
      role="search"
      method="get"
      action={address}
      hx-get={address}
      hx-trigger="input delay:200ms target::not([list]), change target:[list], submit"
      hx-replace-url="true"
      hx-sync="#main:replace"
    >
      <label class="search">
        <span class="sr">{SEARCH.label}</span>
        <input
          id="search"
          type="search"
          name={SEARCH.name}
          value={filter[SEARCH.name] ?? ''}
          placeholder={SEARCH.label}
          maxLength={MAX_FILTER_LENGTH}
          autocomplete="off"
          spellcheck={false}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <details class="more">
        <summary>Filter</summary>
        <div class="fields">
          {OTHERS.map((row) => (
            <Field key={row.name} row={row} value={filter[row.name]} />
          ))}
          <div class="buttons">
            <a class="button quiet" href={address} hx-boost="false">
              Reset the filter
            </a>
            <button type="submit">Apply</button>
          </div>
        </div>
      </details>
    </form>
  );
}

interface FieldProps {
  readonly row: Filter;
  readonly value: string | undefined;
}

function Field({ row, value }: FieldProps): JSX.Element {
  switch (row.kind) {
    case 'flag':
      return (
        <label class="check">
          <input type="checkbox" name={row.name} value="1" checked={value !== undefined} />
          <span>{row.label}</span>
        </label>
      );
    case 'choice':
      return <Select row={row} value={value} />;
    case 'exact':
    case 'part':
    case 'time':
      return <TextField row={row} value={value} hint={HINTS[row.kind]} />;
  }
}

const HINTS = { exact: 'exact', part: 'part', time: 'as 2h, or 2026-11-25T09:30' } as const;

function TextField({ row, value, hint }: FieldProps & { readonly hint: string }): JSX.Element {
  const { name, label, options } = row;
  const list = options && `${name}-options`;
  return (
    <label>
      <span>
        {label} <i>({hint})</i>
      </span>
      <input
        name={name}
        value={value ?? ''}
        type="text"
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

function Select({ row: { name, label, options = [] }, value }: FieldProps): JSX.Element {
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

export interface FiltersOnProps {
  readonly filter: DeliveryFilter;
  /** Gives the address of what is shown with another filter. */
  readonly linkOf: (filter: DeliveryFilter) => string;
}

/** Shows what is filtered by, each to be taken away. That loads the page anew: the fields in its bar are to follow. */
export function FiltersOn({ filter, linkOf }: FiltersOnProps): JSX.Element | null {
  const on = FILTERS.filter(({ name }) => filter[name] !== undefined);
  if (on.length === 0) return null;
  return (
    <ul class="filters-on" aria-label="Filters that are on">
      {on.map(({ name, label, kind }) => {
        const { [name]: value, ...others } = filter;
        const text = kind === 'flag' ? label : `${label}: ${escapeLine(value ?? '')}`;
        return (
          <li key={name}>
            <a href={linkOf(others)} hx-boost="false" title={`Take away: ${text}`}>
              <span>{text}</span> <span aria-hidden="true">✕</span>
              <span class="sr">, take this filter away</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** Says that there is nothing to show, and offers to show all. */
export function NothingPasses({ clear }: { readonly clear: string }): JSX.Element {
  return (
    <span>
      <strong>Nothing passes the filter</strong>{' '}
      <a href={clear} hx-boost="false">
        Clear the filter
      </a>
    </span>
  );
}
