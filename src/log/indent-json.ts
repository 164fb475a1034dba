const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * Indents JSON without reading its values: numbers, escapes, key order and repeated keys stay as they were
 * written, which parsing and serialising again would lose.
 *
 * @param json valid JSON
 * @param maxLength where to stop, in characters: deep nesting makes indentation grow with the square
 * @returns the text, and whether it stops before the end
 */
export function indentJson(json: string, maxLength: number): { text: string; cut: boolean } {
  let text = '';
  let depth = 0;
  let previous = '';
  for (const [token] of json.matchAll(TOKEN)) {
    if (text.length > maxLength) return { text: text.slice(0, maxLength), cut: true };
    const closes = token === '}' || token === ']';
    const empty = closes && (previous === '{' || previous === '[');
    if (closes) depth -= 1;
    const startsLine = closes ? !empty : previous === '{' || previous === '[' || previous === ',';
    if (startsLine) text += `\n${'  '.repeat(depth)}`;
    text += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    previous = token;
  }
  return { text, cut: false };
}
