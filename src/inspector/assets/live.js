// @ts-check
// Keeps the page live: by a stream that all tabs share or, while there is none, by asking again.

import { LOST, openChannel } from './channel.js';
import { find } from './page.js';

const ASK_EVERY_MS = 2_000;

const EVENTS = find('#live')?.dataset['events']?.split(' ') ?? [];

/**
 * What changed while nobody looked.
 *
 * @type {Set<string>}
 */
const missed = new Set();

/** @param {string} event */
function tell(event) {
  if (document.hidden) missed.add(event);
  else document.body.dispatchEvent(new Event(event));
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  for (const event of missed) tell(event);
  missed.clear();
});

/** @param {boolean} isThere */
function showWhether(isThere) {
  document.body.classList.toggle('is-offline', !isThere);
}

async function ask() {
  const isThere = await fetch('/events', { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  );
  showWhether(isThere);
  if (isThere) EVENTS.forEach(tell);
}

/** @type {number | undefined} */
let asking;

function askAgain() {
  asking ??= setInterval(() => void ask(), ASK_EVERY_MS);
}

function listen() {
  openChannel().onmessage = (/** @type {MessageEvent<string>} */ { data }) => {
    if (data === LOST) {
      void ask();
      askAgain();
    } else {
      clearInterval(asking);
      asking = undefined;
      showWhether(true);
      tell(data);
    }
  };
  new SharedWorker('/assets/live-worker.js', { type: 'module' }).onerror = askAgain;
}

// By then htmx is there to look.
document.addEventListener('DOMContentLoaded', () => {
  if ('SharedWorker' in window && 'BroadcastChannel' in window) listen();
  else askAgain();
  EVENTS.forEach(tell); // something may have changed since the page was made
});
