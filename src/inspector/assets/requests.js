// @ts-check
// What htmx may ask for, and show.

import { announce, find } from './page.js';

/**
 * @typedef {object} Context of a request of htmx
 * @property {HTMLElement} sourceElement
 * @property {Element | null} target
 * @property {string | null} select
 * @property {{ action: string | null }} request
 * @property {{ headers: Headers }} response
 * @property {string} text
 */

/**
 * Has a say in what htmx does.
 *
 * @param {string} name of its event
 * @param {(context: Context) => boolean} allows
 */
export function guard(name, allows) {
  document.addEventListener(name, (event) => {
    const { detail } = /** @type {CustomEvent<{ ctx: Context }>} */ (event);
    if (!allows(detail.ctx)) event.preventDefault();
  });
}

// A look at the list that waited for what a reader picked has the address of before.
guard('htmx:before:request', (context) => {
  const { sourceElement: list, request } = context;
  if (list.id === 'deliveries') {
    const refreshed = list.getAttribute('hx-target') ?? '#main';
    request.action = list.getAttribute('hx-get');
    context.select = refreshed;
    context.target = find(refreshed);
  }
  return true;
});

// A form in a dialog has done its work once something of what came back is shown.
guard('htmx:after:swap', ({ sourceElement }) => {
  sourceElement.closest('dialog')?.close();
  return true;
});

// What is no page, as an error told in plain text, takes the place of none.
guard('htmx:before:swap', ({ response, text }) => {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  if (!isPage) announce(text);
  return isPage;
});
