/** CircleCI's events have five levels. */
const MAX_LEVELS = 10;

/**
 * Tells whether JSON is nested more deeply than any event. Indented, or written by what looks for cycles, such JSON
 * takes memory or time with the square of its length.
 *
 * @param json may be no JSON at all: there is nothing to write anew then
 */
export function isNestedTooDeeply(json: string): boolean {
  let level = 0;
  let isInText = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '"') isInText = !isInText;
    else if (isInText) index += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') level += 1;
    else if (character === ']' || character === '}') level -= 1;
    if (level > MAX_LEVELS) return true;
  }
  return false;
}
