import { join } from 'node:path';

export const PROJECT = join(__dirname, '../..');

/** Where `src/` lies as plain JavaScript while tests run, for child processes. */
export const COMPILED = join(PROJECT, 'node_modules/.cache/tests/src');
