import express, { type Router } from 'express';
import { renderToString } from 'preact-render-to-string';
import type { InspectorOptions } from './inspector-options';
import { ADDRESS_LINK, URL_LINK } from './links';
import { Target } from './views/target';

/** Serves the public address as far as it is known: for the bar, for those who copy it, and for other programs. */
export function createAddressPages({ publicAddress, receiverUrl }: InspectorOptions): Router {
  const pages = express.Router();

  pages.get(ADDRESS_LINK, (_req, res) => {
    const html = renderToString(
      <Target address={publicAddress.current()} receiverUrl={receiverUrl} />,
    );
    res.type('html').send(html);
  });

  pages.get(URL_LINK, (_req, res) => {
    const address = publicAddress.current();
    if (address.state === 'open') res.type('text/plain').send(address.url);
    else res.status(404).type('text/plain').send('There is no public URL.');
  });

  return pages;
}
