// @ts-check
// What HTML and htmx cannot do: times that tick, copying, words that are whole, and what the files beside this one are for.

import { addRow, removeRow } from './editor.js';
import './keys.js';
import './live.js';
import { announce, closeMenus, open } from './page.js';
import { withChoice } from './secrets.js';

const TICK_MS = 1_000;

// Times

/** @param {number} seconds */
function ago(seconds) {
  if (seconds < 2) return 'now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

function tick() {
  for (const element of document.querySelectorAll('[data-ago]')) {
    const time = element.closest('time')?.dateTime;
    if (time === undefined) continue;
    const text = ago((Date.now() - Date.parse(time)) / 1_000);
    if (element.textContent !== text) element.textContent = text;
  }
}

tick();
setInterval(tick, TICK_MS);
document.addEventListener('htmx:after:swap', tick);

// Copying

/** @param {string} address */
async function copy(address) {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`the inspector answered ${response.status}`);
    // text() would leave out a byte order mark.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    await navigator.clipboard.writeText(decoder.decode(await response.arrayBuffer()));
    announce('Copied');
  } catch (error) {
    announce(`Not copied: ${error instanceof Error ? error.message : String(error)}`);
  }
}

// Filters

document.addEventListener('input', ({ target: field }) => {
  if (!(field instanceof HTMLInputElement) || field.list === null) return;
  const words = ['', ...[...field.list.options].map(({ value }) => value)];
  // One that is whole need not wait until the field is left.
  if (words.includes(field.value)) field.dispatchEvent(new Event('change', { bubbles: true }));
});

// Clicks

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest('button');
  const { copy: address, opens, adds, removes } = button?.dataset ?? {};
  if (button && address !== undefined) void copy(withChoice(button, address));
  const download = event.target.closest('a[download]');
  if (download instanceof HTMLAnchorElement) download.href = withChoice(download, download.href);
  if (opens !== undefined) open(opens);
  if (adds !== undefined) addRow(adds);
  if (removes !== undefined) removeRow(button?.closest(removes));
  closeMenus(event.target.closest('.menu a') === null ? event.target.closest('.more') : null);
});
