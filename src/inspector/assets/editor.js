// @ts-check
// Rows of headers, and what is not to be lost.

import { find } from './page.js';
import { guard } from './requests.js';

/** @param {string} id of a template */
export function addRow(id) {
  const template = document.getElementById(id);
  const rows = document.getElementById(`${id}s`);
  if (!(template instanceof HTMLTemplateElement) || rows === null) return;
  rows.append(template.content.cloneNode(true));
  rows.lastElementChild?.querySelector('input')?.focus();
}

/** @param {Element | null} [row] */
export function removeRow(row) {
  row?.dispatchEvent(new Event('input', { bubbles: true })); // a change like any other
  row?.remove();
}

/** @type {WeakSet<Element>} */
const edited = new WeakSet();

document.addEventListener('input', ({ target }) => {
  const editor = target instanceof Element ? target.closest('#editor') : null;
  if (editor !== null) edited.add(editor);
});

function isEdited() {
  const editor = find('#editor');
  return editor !== null && edited.has(editor);
}

function mayLeave() {
  return !isEdited() || window.confirm('Leave the editor? What you changed in it is lost.');
}

guard('htmx:config:request', ({ sourceElement, target }) => {
  return target?.id !== 'main' || sourceElement.id === 'editor' || mayLeave();
});

window.addEventListener('beforeunload', (event) => {
  if (isEdited()) event.preventDefault();
});

if ('navigation' in window) {
  navigation.addEventListener('navigate', (event) => {
    // Going back within the page unloads nothing.
    const isBack = event.navigationType === 'traverse' && event.destination.sameDocument;
    if (!isBack || !event.cancelable || mayLeave()) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // htmx would go on
  });
}
