import { Pool, type ClientConfig } from 'pg';

/** All time-outs together are less than the 10 s for which CircleCI waits. In milliseconds. */
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** Of a query whose end the server does not tell, as when the network swallows packets. */
const QUERY_TIMEOUT_MS = 6_000;

/** Saves and outcomes take one connection each; the others are for who reads. */
const MAX_CONNECTIONS = 8;

/** Gives the way to connect to a database. */
export function connectionConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'circleci-webhook-receiver',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}

/** Gives the same, with a limit to what each query may take. */
export function limitedConfig(url: string): ClientConfig {
  return {
    ...connectionConfig(url),
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
  };
}

/** Makes a bounded pool of connections, which are made as they are needed. */
export function createPool(url: string): Pool {
  const pool = new Pool({ ...limitedConfig(url), max: MAX_CONNECTIONS });
  pool.on('error', () => undefined); // of an idle connection; the next query has another
  return pool;
}
