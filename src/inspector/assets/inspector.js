// @ts-check
// What HTML and htmx cannot do: keys, copying, times that tick, and rows of headers.

const TICK_MS = 1_000;
const TOAST_MS = 2_500;

/**
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function find(selector) {
  return document.querySelector(selector);
}

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

// Messages

/** @type {number | undefined} */
let hiding;

/** @param {string} message */
function announce(message) {
  const toast = find('#announcer');
  if (toast === null) return;
  toast.textContent = message;
  clearTimeout(hiding);
  hiding = setTimeout(() => (toast.textContent = ''), TOAST_MS);
}

/** @param {string} address */
async function copy(address) {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`the inspector answered ${response.status}`);
    await navigator.clipboard.writeText(await response.text());
    announce('Copied');
  } catch (error) {
    announce(`Not copied: ${error instanceof Error ? error.message : String(error)}`);
  }
}

// The connection

document.addEventListener('htmx:sse:error', () => {
  document.body.classList.add('is-offline');
});
document.addEventListener('htmx:sse:close', () => {
  document.body.classList.add('is-offline');
});
document.addEventListener('htmx:sse:after:connection', () => {
  document.body.classList.remove('is-offline');
});

// Clicks

/** @param {string} id */
function open(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** @param {string} id of a template */
function addRow(id) {
  const template = document.getElementById(id);
  const rows = document.getElementById(`${id}s`);
  if (!(template instanceof HTMLTemplateElement) || rows === null) return;
  rows.append(template.content.cloneNode(true));
  rows.lastElementChild?.querySelector('input')?.focus();
}

/** @param {Element | null} [kept] stays open */
function closeMenus(kept = null) {
  for (const menu of document.querySelectorAll('.more[open]')) {
    if (menu !== kept) menu.removeAttribute('open');
  }
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest('button');
  const { copy: address, opens, adds, removes } = button?.dataset ?? {};
  if (address !== undefined) void copy(address);
  if (opens !== undefined) open(opens);
  if (adds !== undefined) addRow(adds);
  if (removes !== undefined) button?.closest(removes)?.remove();
  closeMenus(event.target.closest('.menu a') === null ? event.target.closest('.more') : null);
});

// Keys

/** @param {number} step */
function move(step) {
  const rows = [...document.querySelectorAll('a.row')];
  const current = rows.findIndex((row) => row.hasAttribute('aria-current'));
  const next = rows[current === -1 ? 0 : current + step];
  if (!(next instanceof HTMLElement)) return;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  next.click();
}

/** Picks what is shown or, where it is picked already, goes on to read it. */
function read() {
  if (location.pathname === '/') find('a.row[aria-current]')?.click();
  else find('#detail-title')?.focus();
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  j: () => {
    move(1);
  },
  ArrowDown: () => {
    move(1);
  },
  k: () => {
    move(-1);
  },
  ArrowUp: () => {
    move(-1);
  },
  Enter: read,
  Escape: () => {
    closeMenus();
  },
  '/': () => find('#search')?.focus(),
  r: () => find('#replay button')?.click(),
  e: () => find('#edit')?.click(),
  '?': () => {
    open('help');
  },
};

/** @param {EventTarget | null} target */
function takesKeys(target) {
  return target instanceof Element && target.closest('input, textarea, select, dialog') !== null;
}

document.addEventListener('keydown', (event) => {
  const action = ACTIONS[event.key];
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  if (takesKeys(event.target)) return;
  const { target } = event;
  // What has the focus has its own use for Enter, but for the row of what is shown.
  const isOwn =
    target instanceof Element && target.closest('a:not([aria-current]), button, summary');
  if (event.key === 'Enter' && isOwn) return;
  event.preventDefault();
  action();
});
