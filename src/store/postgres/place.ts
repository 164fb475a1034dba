import { escapeLine } from '../../text/escape';

/** Where a database is, without the password. */
export interface Place {
  /** Host and port. */
  readonly at: string;
  readonly database: string;
  readonly user: string;
}

/** Tells where a database is. */
export function placeOf(url: string): Place {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const given = (inUrl: string, name: string, fallback: string): string =>
    [inUrl, searchParams.get(name), fallback].map((text) => readable(text ?? '')).find(Boolean) ??
    '';
  return {
    at: `${given(hostname, 'host', 'localhost')}:${given(port, 'port', '5432')}`,
    database: given(pathname.slice(1), 'dbname', 'of the name of the user'),
    user: given(username, 'user', 'that is not named'),
  };
}

function readable(encoded: string): string {
  try {
    return escapeLine(decodeURIComponent(encoded));
  } catch {
    return escapeLine(encoded);
  }
}
