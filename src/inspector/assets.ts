import { join } from 'node:path';
import express, { type Response, type Router } from 'express';

const OWN = join(__dirname, 'assets');

/** In the order in which one may override another. */
export const STYLE_SHEETS = [
  'base',
  'bar',
  'list',
  'delivery',
  'editor',
  'dialogs',
  'bulk',
  'narrow',
  'handlings',
  'pipelines',
  'failure',
].map((name) => `${name}.css`);

/** htmx comes from its package: a page loads nothing from elsewhere. */
const HTMX = require.resolve('htmx.org/dist/htmx.min.js');

/** Serves the style sheets, scripts and pictures of the pages. */
export function createAssets(): Router {
  const options = {
    ...{ index: false, redirect: false, cacheControl: false },
    setHeaders: (res: Response) => res.set('Cache-Control', 'no-cache'),
  };
  const assets = express.Router();
  for (const folder of [OWN, join(OWN, 'styles')]) {
    assets.use('/assets', express.static(folder, options));
  }
  assets.use('/assets/htmx.min.js', express.static(HTMX, options));
  return assets;
}
