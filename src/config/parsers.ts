import { isIP } from 'node:net';
import { homedir } from 'node:os';
import bytes from 'bytes';
import { isLoopback } from '../http/loopback';
import { readDuration } from '../text/duration';

const MAX_DURATION_MS = 60 * 60_000;

const MAX_SIZE_BYTES = 100 * 1024 * 1024;

/** Parses a port. All parsers give undefined for what is not allowed. */
export function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  return port <= 65_535 ? port : undefined;
}

/** Makes a parser of whole numbers. */
export function countFrom(least: number, most: number): (text: string) => number | undefined {
  return (text) => {
    const count = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
    return count >= least && count <= most ? count : undefined;
  };
}

/** Parses a time in milliseconds; up to an hour. */
export function parseDuration(text: string): number | undefined {
  const milliseconds = Math.round(readDuration(text) ?? NaN);
  return milliseconds >= 1 && milliseconds <= MAX_DURATION_MS ? milliseconds : undefined;
}

/** Parses a size in bytes; up to 100 MB. */
export function parseSize(text: string): number | undefined {
  // The bytes package reads "12abc" as 12, hence the pattern.
  if (!/^\d+(\.\d+)?\s*(b|kb|mb)?$/i.test(text)) return undefined;
  const size = bytes.parse(text.replace(/\s/g, ''));
  return size !== null && size >= 1 && size <= MAX_SIZE_BYTES ? size : undefined;
}

/** Parses a path, in which ~ is the user's own folder; only a shell knows those of others. */
export function parsePath(text: string): string | undefined {
  const [, user, rest = ''] = /^~([^/\\]*)(.*)$/s.exec(text) ?? [];
  if (user === undefined) return text;
  return user === '' ? homedir() + rest : undefined;
}

/** Parses the address of a service: https, or plain http on this machine. */
export function parseService(text: string): URL | undefined {
  const full = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(full)) return undefined;
  const url = new URL(full);
  const isBare = url.username === '' && url.search === '' && url.hash === '';
  return isBare && (url.protocol === 'https:' || isLoopback(url)) ? url : undefined;
}

/** Parses the name or address of a host, without the brackets that an IPv6 address has in a URL. */
export function parseHost(text: string): string | undefined {
  const host = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) === 6) return URL.canParse(`http://[${host}]`) ? host : undefined;
  return /^[\w.-]+$/.test(host) && URL.canParse(`http://${host}`) ? host : undefined;
}
