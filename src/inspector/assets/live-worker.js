// @ts-check
// Holds the one stream of all tabs: a browser allows six connections to a server, and each tab needs some to load.

import { LOST, openChannel } from './channel.js';

const TRY_AGAIN_MS = 5_000;

const channel = openChannel();

function connect() {
  const stream = new EventSource('/events');
  stream.onmessage = ({ data }) => {
    channel.postMessage(data);
  };
  stream.onerror = () => {
    channel.postMessage(LOST);
    // One that is not closed tries again by itself.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, TRY_AGAIN_MS);
  };
}

connect();
