import { resolve } from 'node:path';

/** That of the project, wherever it is started from: `.env` is in it, and what DATA_DIR and HANDLERS name. */
export const PROJECT_FOLDER = resolve(__dirname, '../..');
