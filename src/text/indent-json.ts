const [SPACE, QUOTE, COMMA, COLON, BACKSLASH] = [0x20, 0x22, 0x2c, 0x3a, 0x5c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Indents JSON without reading its values: numbers, escapes, key order and repeated keys stay as they were
 * written, which parsing and serialising again would lose.
 *
 * @param json valid JSON
 * @param maxLength where to stop, in characters: deep nesting makes indentation grow with the square
 * @param start what each new line begins with, its newline included
 * @returns the text, and whether it stops before the end
 */
export function indentJson(
  json: string,
  maxLength: number,
  start = '\n',
): { text: string; cut: boolean } {
  let text = '';
  let copied = 0; // what stands before this index in `json` is in `text`
  let newline = start;
  let afterOpen = false;
  let afterComma = false;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (code <= SPACE) {
      text += json.slice(copied, index);
      copied = index + 1;
      continue;
    }
    const closes = code === CLOSE_OBJECT || code === CLOSE_ARRAY;
    if (closes) newline = newline.slice(0, -2);
    if (closes ? !afterOpen : afterOpen || afterComma) {
      text += json.slice(copied, index) + newline;
      copied = index;
    }
    afterOpen = code === OPEN_OBJECT || code === OPEN_ARRAY;
    afterComma = code === COMMA;
    if (afterOpen) {
      newline += '  ';
    } else if (code === COLON) {
      text += `${json.slice(copied, index)}: `;
      copied = index + 1;
    } else if (code === QUOTE) {
      index = endOfString(json, index);
    }
    if (text.length > maxLength) return { text: text.slice(0, maxLength), cut: true };
  }
  return { text: text + json.slice(copied), cut: false };
}

/** Finds the quote that ends the string which starts at `start`: the next one that is not escaped. */
export function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
}
