import { parseProjectSlugs } from '../circleci/project-slug';
import { databaseUrl } from './database-url';
import { forwardTo } from './forward-to';
import {
  countFrom,
  parseDuration,
  parseHost,
  parsePath,
  parsePort,
  parseService,
  parseSize,
} from './parsers';
import { secrets } from './secrets';
import { oneOf, optional, token, variable, Variable, type Environment } from './variables';

/** All variables, by what they set: the configuration's type follows from them. */
export const VARIABLES = {
  port: variable(
    'PORT',
    3000,
    parsePort,
    'a port: use a whole number from 1 to 65535, or 0 for any that is free',
  ),
  /** Undefined for all interfaces. */
  host: optional(
    'HOST',
    parseHost,
    'a host: use its name or address alone, as in 127.0.0.1 or ::1, without http:// and port',
  ),
  /** Undefined if signatures are not checked. */
  secrets,
  bodyLimitBytes: variable(
    'BODY_LIMIT',
    1024 * 1024,
    parseSize,
    'a size: use a number of b, kb or mb from 1b to 100mb, as in 1mb',
  ),
  logFormat: oneOf('LOG_FORMAT', 'pretty', 'json'),
  logLevel: oneOf('LOG_LEVEL', 'info', 'debug'),
  /** The folder in which deliveries are kept, from the root. */
  dataDir: variable(
    'DATA_DIR',
    './data',
    parsePath,
    "a path: use one that begins with / or ~/, or one in the project's folder",
  ),
  /** Of a Postgres that deliveries are kept in, with its password; undefined if they are kept in the folder. */
  databaseUrl,
  /** What this process does of all that is done on a database: a receiver leaves handlers and forwards to workers. */
  role: oneOf('ROLE', 'both', 'receiver', 'worker'),
  /** How many deliveries are kept; 0 for none. */
  retention: variable(
    'RETENTION',
    10_000,
    countFrom(0, 1_000_000),
    'a number of deliveries: use a whole number from 0 (to keep none) to 1000000',
  ),
  /** The module that has the handlers, from the root; undefined for the project's own. */
  handlers: variable<string | undefined>(
    'HANDLERS',
    undefined,
    parsePath,
    "a path: use one that begins with / or ~/, or one from the project's folder, as in ../my-handlers",
  ),
  /** How long a handler may take, in milliseconds. */
  handlerTimeoutMs: variable(
    'HANDLER_TIMEOUT',
    30_000,
    parseDuration,
    'a time: use a number of ms, s or m, up to 60m, as in 30s',
  ),
  /** How often a handler is tried. */
  handlerAttempts: variable(
    'HANDLER_ATTEMPTS',
    5,
    countFrom(1, 100),
    'a number of attempts: use a whole number from 1 to 100',
  ),
  /** How many handlers may run at once. */
  handlerConcurrency: variable(
    'HANDLER_CONCURRENCY',
    8,
    countFrom(1, 1_000),
    'a number of handlers: use a whole number from 1 to 1000',
  ),
  /** How often what a handler reran may be rerun by handlers. */
  maxReruns: variable(
    'CIRCLECI_MAX_RERUNS',
    2,
    countFrom(0, 100),
    'a number of reruns: use a whole number from 0 (none) to 100',
  ),
  /** Whether CircleCI is asked at once why something failed. */
  explainFailures: oneOf('EXPLAIN_FAILURES', 'off', 'on').map((text) => text === 'on'),
  /** The apps to which deliveries go on. */
  forwardTo: forwardTo('FORWARD_TO'),
  /** What goes to those that have no filter of their own; undefined for all. */
  forwardFilter: optional('FORWARD_FILTER', (text) => text.replace(/^[?#]/, ''), ''),
  /** Undefined if there is to be no inspector. */
  inspectorPort: variable(
    'INSPECTOR_PORT',
    4041,
    parsePort,
    'a port: use a whole number from 1 to 65535, or 0 for no inspector',
  ).map((port) => (port === 0 ? undefined : port)),
  /** How the internet reaches the receiver. */
  tunnel: {
    /** Whether the app opens a tunnel of its own. */
    own: oneOf('TUNNEL', 'off', 'ngrok').map((text) => text === 'ngrok'),
    /** Base URL of a running ngrok agent's API; undefined if none is to be looked for. */
    agentApi: variable<URL | 'off'>(
      'NGROK_API',
      new URL('http://127.0.0.1:4040/api'),
      (text) => (text === 'off' ? text : parseService(text)),
      "the address of an ngrok agent's API: use one as in http://127.0.0.1:4040/api, or off",
    ).map((api) => (api === 'off' ? undefined : api)),
    authtoken: token('NGROK_AUTHTOKEN'),
    domain: optional(
      'NGROK_DOMAIN',
      (text) => /^(?:https:\/\/)?([\w-]+(?:\.[\w-]+)+)\/?$/.exec(text)?.[1],
      'a domain: use one of your ngrok account, as in example.ngrok.app',
    ),
    /** Of ngrok's service; undefined for the usual one. */
    serverAddr: optional(
      'NGROK_SERVER_ADDR',
      (text) => (/^[\w.-]+:\d{1,5}$/.test(text) ? text : undefined),
      'an address: use host and port, as in connect.example.com:443',
    ),
    /** Whether ngrok's edge checks signatures too. */
    verify: oneOf('NGROK_VERIFY', 'off', 'circleci').map((text) => text === 'circleci'),
  },
  /** How CircleCI's API is reached. */
  circleCi: {
    token: token('CIRCLECI_TOKEN'),
    /** The slugs of the projects. Whatever is for one alone takes the first. */
    projects: variable(
      'CIRCLECI_PROJECT',
      [],
      parseProjectSlugs,
      'a project: use its slug, as in github/org/repo, the address of its page in CircleCI, or of its repository on GitHub or Bitbucket; for GitLab and the GitHub App, the slug circleci/… under Project Settings > Overview; several have spaces between them',
    ),
    host: variable(
      'CIRCLECI_HOST',
      new URL('https://circleci.com'),
      parseService,
      'a host: use the name of your CircleCI server, as in circleci.example.com',
    ),
    /** Whether a start rebuilds what was missed before it. */
    recover: oneOf('RECOVER', 'off', 'on').map((text) => text === 'on'),
  },
  /** Undefined if it depends on whether the output is a terminal. */
  color: new Variable(['NO_COLOR', 'FORCE_COLOR', 'TERM'], wantsColor),
};

/** Decides as Node's own streams do: https://nodejs.org/api/tty.html#writestreamgetcolordepthenv */
function wantsColor({
  NO_COLOR: none = '',
  FORCE_COLOR: force,
  TERM: term,
}: Environment): boolean | undefined {
  if (force !== undefined) return force !== '0' && force !== 'false';
  return none !== '' || term === 'dumb' ? false : undefined;
}
