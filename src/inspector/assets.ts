import { join } from 'node:path';
import express, { type Router } from 'express';

const OWN = join(__dirname, 'assets');

/** In the order in which one may override another. */
export const STYLE_SHEETS = [
  'base',
  'bar',
  'list',
  'delivery',
  'editor',
  'dialogs',
  'narrow',
  'handlings',
  'pipelines',
].map((name) => `${name}.css`);

/** The first of them loads the others, and the worker. */
const SCRIPTS = [
  'inspector',
  'channel',
  'editor',
  'keys',
  'live',
  'live-worker',
  'page',
  'requests',
  'secrets',
].map((name) => `${name}.js`);

/** By the name in the address, the file. htmx comes from its package: a page loads nothing from elsewhere. */
const FILES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(STYLE_SHEETS.map((name) => [name, join(OWN, 'styles', name)])),
  ...Object.fromEntries(SCRIPTS.map((name) => [name, join(OWN, name)])),
  'icon.svg': join(OWN, 'icon.svg'),
  'htmx.min.js': require.resolve('htmx.org/dist/htmx.min.js'),
};

/** The style sheet, scripts and pictures of the pages. */
export function createAssets(): Router {
  const assets = express.Router();
  for (const [name, file] of Object.entries(FILES)) {
    assets.get(`/assets/${name}`, (_req, res) => {
      res.set('Cache-Control', 'no-cache').sendFile(file);
    });
  }
  return assets;
}
