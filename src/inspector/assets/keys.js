// @ts-check
// The keys that the help tells of.

import { closeMenus, find, hasOpenMenu, open } from './page.js';

/** @param {number} step */
function move(step) {
  if (find('#editor') !== null) return; // what is edited is not left by a slip
  const rows = [...document.querySelectorAll('a.row')];
  // While what was picked loads, the focus is ahead of what is shown.
  const focused = rows.findIndex((row) => row === document.activeElement);
  const current = focused === -1 ? rows.findIndex((row) => row.ariaCurrent !== null) : focused;
  const next = rows[current === -1 ? 0 : current + step];
  if (!(next instanceof HTMLElement)) return;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  next.click();
}

/** Picks what is shown or, if it is picked already, goes on to read it. */
function read() {
  if (location.pathname === '/') find('a.row[aria-current]')?.click();
  else find('#detail-title')?.focus();
}

/** @type {Record<string, number>} */
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** @type {Record<string, () => void>} */
const ACTIONS = {
  Enter: read,
  '/': () => find('#search')?.focus(),
  r: () => find('#replay button')?.click(),
  e: () => find('#edit')?.click(),
  '?': () => {
    open('help');
  },
};

/**
 * Tells whether what has the focus has its own use for a key.
 *
 * @param {EventTarget | null} target
 * @param {string} key
 */
function takesKey(target, key) {
  if (!(target instanceof Element)) return false;
  if (target.closest('input, textarea, select, dialog') !== null) return true;
  // The row of what is shown is followed already.
  if (key === 'Enter') return target.closest('a:not([aria-current]), button, summary') !== null;
  return key.startsWith('Arrow') && target.closest('.detail') !== null;
}

function focusList() {
  (find('a.row[aria-current]') ?? find('a.row') ?? find('#search'))?.focus();
}

/** Whether the list is to have the keys as soon as it is what was searched for. */
let isList = false;

document.addEventListener('htmx:after:swap', () => {
  if (isList) focusList();
  isList = false;
});

/** Leaves what is nearest: a menu, the search, the editor. A dialog is left by the browser. */
function leave() {
  const focused = document.activeElement;
  if (find('dialog[open]') !== null) return false;
  if (hasOpenMenu()) closeMenus();
  else if (focused?.id === 'search') {
    find('#search')?.blur();
    find('a.row[aria-current]')?.focus();
  } else find('#editor .cancel')?.click();
  return true;
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  // The browser would empty the search.
  if (event.key === 'Escape' && leave()) event.preventDefault();
  if (event.key === 'Enter' && event.target === find('#search')) isList = true;
  const step = STEPS[event.key];
  const action = ACTIONS[event.key];
  if (step === undefined && action === undefined) return;
  if (event.ctrlKey || event.metaKey || event.altKey || takesKey(event.target, event.key)) return;
  event.preventDefault();
  if (step !== undefined) move(step);
  else if (!event.repeat) action?.();
});
