// @ts-check
// What all of the script uses.

const TOAST_MS = 2_500;

/**
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function find(selector) {
  return document.querySelector(selector);
}

/** @type {number | undefined} */
let hiding;

/** @param {string} message */
export function announce(message) {
  const toast = find('#announcer');
  if (toast === null) return;
  toast.textContent = message;
  clearTimeout(hiding);
  hiding = setTimeout(() => (toast.textContent = ''), TOAST_MS);
}

/** @param {string} id */
export function open(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

export function hasOpenMenu() {
  return find('.more[open]') !== null;
}

/** @param {Element | null} [kept] stays open */
export function closeMenus(kept = null) {
  for (const menu of document.querySelectorAll('.more[open]')) {
    if (menu === kept) continue;
    if (menu.contains(document.activeElement)) menu.querySelector('summary')?.focus();
    menu.removeAttribute('open');
  }
}
