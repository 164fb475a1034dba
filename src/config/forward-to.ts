import { ConfigError } from './config-error';
import { Variable } from './variables';

/** An app to which deliveries go on. */
export interface ForwardTarget {
  /** Without the filter behind it. */
  readonly url: URL;
  /** Whether it has a path of its own: else each delivery's path is asked for. */
  readonly hasPath: boolean;
  /** What goes there, as in the inspector's address: `type=job-completed&branch=main`; undefined for all. */
  readonly filter: string | undefined;
}

const EXAMPLE = 'use an address as in http://localhost:8000/hooks';

/** Makes a variable that has targets, separated by spaces; behind a `#` follows the filter of one. */
export function forwardTo(name: string): Variable<readonly ForwardTarget[]> {
  return new Variable([name], ({ [name]: text = '' }) => {
    const given = text.split(/\s+/).filter((word) => word !== '');
    const problem = given.map(problemOf).find((found) => found !== undefined);
    if (problem !== undefined) throw new ConfigError([`${name}: ${problem}`]);
    return given.map(parseTarget);
  });
}

function parseTarget(text: string): ForwardTarget {
  const url = new URL(text);
  const filter = url.hash.slice(1);
  url.hash = '';
  const hasPath = url.pathname !== '/' || url.search !== '' || /^\w+:\/\/[^/]*\//.test(text);
  return { url, hasPath, filter: filter === '' ? undefined : filter };
}

/** Tells why a text is no target, without what may be a password in it. */
function problemOf(text: string): string | undefined {
  const start = JSON.stringify(text.replace(/\/\/[^/]*@/, '//…@').replace(/[?#].*$/s, ''));
  if (!URL.canParse(text)) return `${start} is not an address: ${EXAMPLE}`;
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') {
    return `${start} is no address of HTTP: ${EXAMPLE}`;
  }
  return username === '' && password === ''
    ? undefined
    : `${start} has a user or password in it, which would be shown: take it out`;
}
