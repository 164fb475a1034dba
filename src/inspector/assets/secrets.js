// @ts-check
// What is copied and downloaded has its secrets only if the box beside it is ticked.

/**
 * Gives the address of what is copied or downloaded, with secrets or without.
 *
 * @param {Element} element that was clicked
 * @param {string} address
 */
export function withChoice(element, address) {
  const url = new URL(address, location.href);
  const box = element.closest('.detail, .count-line')?.querySelector('input.with-secrets');
  if (box instanceof HTMLInputElement && box.checked) url.searchParams.set('secrets', '1');
  else url.searchParams.delete('secrets');
  return url.href;
}
