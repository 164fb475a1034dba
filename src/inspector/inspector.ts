import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { createApi } from './api';
import { createAssets } from './assets';
import { createFiles } from './files';
import { refuseOthers, securityHeaders } from './guard';
import type { Inspected } from './inspected';
import { tellOfChanges } from './live';
import { ModificationError } from './modify';
import { createPages } from './pages';
import { QueryError } from './query';

/** Makes the private door: pages and an API to look at what was received, and to send it again. */
export function createInspector(inspected: Inspected): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(refuseOthers);
  app.use(createAssets());
  app.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.get('/events', tellOfChanges(inspected.store));
  app.use(createApi(inspected));
  app.use(createFiles(inspected));
  app.use(createPages(inspected));
  app.use((_req, res) => {
    res.status(404).type('text/plain').send('There is nothing here.');
  });
  app.use(answerError(inspected));
  return app;
}

/** As body-parser and Express's router make them, for what a caller sent. */
const clientErrorSchema = z.looseObject({ status: z.number().min(400).max(499) });

function answerError({ log }: Inspected): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return function answerUnexpectedError(error: unknown, _req, res, next) {
    if (error instanceof QueryError || error instanceof ModificationError) {
      res.status(400).type('text/plain').send(error.message);
      return;
    }
    const refused = clientErrorSchema.safeParse(error);
    if (refused.success && !res.headersSent) {
      res.status(refused.data.status).type('text/plain').send('The request cannot be read.');
      return;
    }
    log.error('The inspector could not answer.', error);
    if (res.headersSent) next(error);
    else res.status(500).type('text/plain').send('Something went wrong here: see the log.');
  };
}
