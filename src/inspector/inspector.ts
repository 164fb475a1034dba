import type { RequestListener } from 'node:http';
import express from 'express';
import { createAddressPages } from './address-pages';
import { createAnswerPages } from './answer-pages';
import { createAnswersApi } from './answers-api';
import { createRequestsApi } from './requests-api';
import { createAssets } from './assets';
import { createBulkApi } from './bulk/api';
import { createBulk } from './bulk/bulk';
import { createFiles } from './files';
import { refuseOthers, securityHeaders } from './guard';
import type { InspectorOptions } from './inspector-options';
import { tellOfChanges } from './tell-of-changes';
import { createRecoveryApi } from './recovery-api';
import { createTunnelsApi } from './tunnels-api';
import { queueSearches } from './queue-searches';
import { ownTurn } from './own-turn';
import { createFailureApi } from './failure-api';
import { createPages } from './pages';
import { Problem } from './problem';
import { answerProblems } from './problems';

export interface Inspector {
  readonly listener: RequestListener;
  /** Ends what it does by itself. */
  readonly close: () => Promise<void>;
}

/** Makes the private door: pages and an API to look at what was received, and to send it again. */
export function createInspector({ store, ...options }: InspectorOptions): Inspector {
  const looked = { ...options, store: { ...store, list: queueSearches(store.list) } };
  const inspected = { ...looked, bulk: createBulk(looked) };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // nothing of it is cached, and the hash of a large answer takes long
  app.use(securityHeaders);
  app.use(refuseOthers);
  app.use(createAssets());
  app.use(async (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    await ownTurn(); // many may have come in one
    next();
  });
  app.get('/events', tellOfChanges(inspected));
  app.use(createRequestsApi(inspected));
  app.use(createBulkApi(inspected.bulk));
  app.use(createAnswersApi(inspected));
  app.use(createFailureApi(inspected));
  app.use(createTunnelsApi(inspected));
  app.use(createRecoveryApi(inspected));
  app.use(createFiles(inspected));
  app.use(createAddressPages(inspected));
  app.use(createAnswerPages(inspected));
  app.use(createPages(inspected));
  app.use(({ method, path }) => {
    throw new Problem(404, `There is no ${method} ${path} here.`);
  });
  app.use(answerProblems(inspected.log));
  return { listener: app, close: inspected.bulk.close };
}
