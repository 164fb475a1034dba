import { codeOf } from '../../text/code-of';
import { escapeLine } from '../../text/escape';
import { StoreError } from '../delivery-store';
import { placeOf, type Place } from './place';

/** Makes an error that tells in a sentence why a database cannot be used, and what to do. It never has the password. */
export function explained(error: unknown, url: string): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(`DATABASE_URL: ${sentence(error, placeOf(url))}`, { cause: error });
}

function sentence(error: unknown, { at, database, user }: Place): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  if (/no encryption|SSL off/i.test(message)) {
    return `${at} does not let the user ${user} in from here without TLS; put ?sslmode=verify-full behind DATABASE_URL, or allow it in pg_hba.conf`;
  }
  if (message.includes('does not support SSL')) {
    return `${at} has no TLS; take sslmode out of it if the network between is your own`;
  }
  if (message.includes('password must be a string')) {
    return `${at} wants a password for the user ${user}; put it in, as in postgres://user:password@host/name`;
  }
  switch (code) {
    case '28P01':
      return `${at} does not take this password for the user ${user}; copy it again, with its special characters in % as in a URL`;
    case '28000':
      return `${at} does not let the user ${user} in; check the name, and who may connect from here (pg_hba.conf)`;
    case '3D000':
      return `there is no database ${database} at ${at}; make it, as by createdb, or name another`;
    case '42501':
      return `the user ${user} has no right to what is needed in the database ${database}; have one who may run npm run migrate, and grant this one what docs/configuration.md tells`;
    case '53300':
      return `${at} has no connection left; have it allow more, or run fewer receivers`;
    case '57P03':
      return `${at} is starting or stopping; start again in a moment`;
    case '55P03':
      return 'another receiver has been migrating the database for a minute; start again once it is done';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${at} cannot be verified (${code}); give the authority's by sslrootcert=/path/to/ca.pem`;
  }
  const reason = escapeLine(code === 'unknown' ? message : code);
  return isOfTheServer(code)
    ? `the database ${database} at ${at} cannot be used (${reason}: ${escapeLine(message)})`
    : `${at} cannot be reached (${reason}); start Postgres there, or correct the address`;
}

/** Tells whether a code is one of Postgres' own: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function isOfTheServer(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
}
