import { parseProjectSlug } from '../circleci/project-slug';
import { forwardTo } from './forward-to';
import {
  asItIs,
  countFrom,
  oneOf,
  parseDuration,
  parseHost,
  parsePath,
  parsePort,
  parseService,
  parseSize,
  secret,
  token,
  variable,
} from './variables';

const MAX_RETENTION = 1_000_000;
const MAX_HANDLER_ATTEMPTS = 100;
const MAX_HANDLER_CONCURRENCY = 1_000;

/** All variables. */
export const VARIABLES = {
  PORT: variable(
    3000,
    parsePort,
    'a port: use a whole number from 1 to 65535, or 0 for any that is free',
  ),
  HOST: variable<string | undefined>(
    undefined,
    parseHost,
    'a host: use its name or address alone, as in 127.0.0.1 or ::1, without http:// and port',
  ),
  CIRCLECI_WEBHOOK_SECRET: secret,
  CIRCLECI_WEBHOOK_SECRET_PREVIOUS: secret,
  BODY_LIMIT: variable(
    1024 * 1024,
    parseSize,
    'a size: use a number of b, kb or mb from 1b to 100mb, as in 1mb',
  ),
  LOG_FORMAT: oneOf('pretty', 'json'),
  LOG_LEVEL: oneOf('info', 'debug'),
  DATA_DIR: variable(
    './data',
    parsePath,
    "a path: use one that begins with / or ~/, or one in the project's folder",
  ),
  RETENTION: variable(
    10_000,
    countFrom(0, MAX_RETENTION),
    'a number of deliveries: use a whole number from 0 (to keep none) to 1000000',
  ),
  HANDLER_TIMEOUT: variable(
    30_000,
    parseDuration,
    'a time: use a number of ms, s or m, up to 60m, as in 30s',
  ),
  HANDLER_ATTEMPTS: variable(
    5,
    countFrom(1, MAX_HANDLER_ATTEMPTS),
    'a number of attempts: use a whole number from 1 to 100',
  ),
  HANDLER_CONCURRENCY: variable(
    8,
    countFrom(1, MAX_HANDLER_CONCURRENCY),
    'a number of handlers: use a whole number from 1 to 1000',
  ),
  FORWARD_TO: forwardTo,
  FORWARD_FILTER: variable<string | undefined>(undefined, (text) => text.replace(/^[?#]/, ''), ''),
  INSPECTOR_PORT: variable(
    4041,
    parsePort,
    'a port: use a whole number from 1 to 65535, or 0 for no inspector',
  ),
  TUNNEL: oneOf('off', 'ngrok'),
  NGROK_API: variable<URL | 'off'>(
    new URL('http://127.0.0.1:4040/api'),
    (text) => (text === 'off' ? text : parseService(text)),
    "the address of an ngrok agent's API: use one as in http://127.0.0.1:4040/api, or off",
  ),
  NGROK_AUTHTOKEN: token,
  NGROK_DOMAIN: variable<string | undefined>(
    undefined,
    (text) => /^(?:https:\/\/)?([\w-]+(?:\.[\w-]+)+)\/?$/.exec(text)?.[1],
    'a domain: use one of your ngrok account, as in example.ngrok.app',
  ),
  NGROK_SERVER_ADDR: variable<string | undefined>(
    undefined,
    (text) => (/^[\w.-]+:\d{1,5}$/.test(text) ? text : undefined),
    'an address: use host and port, as in connect.example.com:443',
  ),
  NGROK_VERIFY: oneOf('off', 'circleci'),
  CIRCLECI_TOKEN: token,
  CIRCLECI_PROJECT: variable<string | undefined>(
    undefined,
    parseProjectSlug,
    'a project: use its slug, as in github/org/repo, the address of its page in CircleCI, or of its repository on GitHub or Bitbucket; for GitLab and the GitHub App, the slug circleci/… under Project Settings > Overview',
  ),
  CIRCLECI_HOST: variable(
    new URL('https://circleci.com'),
    parseService,
    'a host: use the name of your CircleCI server, as in circleci.example.com',
  ),
  NO_COLOR: asItIs,
  FORCE_COLOR: asItIs,
  TERM: asItIs,
};
