import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { send, sendJson } from './answer';
import type { DeliveryStore } from '../store/delivery-store';
import { createHealth, isHealthCheck } from './health';
import { renderStatusPage, STYLE_HASH } from './status-page';

const pageHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [STYLE_HASH],
      imgSrc: ['data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
});

/** Answers those who only look: browsers with a page, other GET and HEAD callers with JSON. */
export function answerVisitor(
  signaturesChecked: boolean,
  store?: Pick<DeliveryStore, 'isReady'>,
): RequestHandler {
  const page = Buffer.from(renderStatusPage(signaturesChecked));
  const answerHealth = createHealth(store);
  const message = 'The receiver is running. Send CircleCI webhooks to this URL with POST.';

  return function answerGet(req, res, next) {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      next();
    } else if (isHealthCheck(req)) {
      answerHealth(req, res).catch(next);
    } else if (req.method === 'GET' && req.accepts(['json', 'html']) === 'html') {
      pageHeaders(req, res, () => {
        const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };
        send(res, 200, headers, page);
      });
    } else {
      sendJson(res, 200, { message });
    }
  };
}
