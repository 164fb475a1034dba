/** A line of a `.env` file, or several if a value in quotes has line breaks, as dotenv reads them. */
const ASSIGNMENT =
  /^[^\S\r\n]*(?:export[^\S\r\n]+)?(?<name>[\w.-]+)(?:[^\S\r\n]*=|:[^\S\r\n]+)(?<value>[^\S\r\n]*'(?:\\'|[^'])*'|[^\S\r\n]*"(?:\\"|[^"])*"|[^\S\r\n]*`(?:\\`|[^`])*`|[^#\r\n]*)/dgm;

/**
 * Sets a variable in the text of a `.env` file, and leaves all else as it is: the last line that sets it is
 * changed, or, if there is none, one is added at the end.
 *
 * @param value letters and digits alone, so that it needs no quotes
 */
export function setVariable(text: string, name: string, value: string): string {
  const last = [...text.matchAll(ASSIGNMENT)]
    .filter(({ groups }) => groups?.['name'] === name)
    .at(-1);
  const [start, end] = last?.indices?.groups?.['value'] ?? [];
  if (start === undefined || end === undefined) {
    const newline = text.includes('\r\n') ? '\r\n' : '\n';
    const gap = text === '' || text.endsWith('\n') ? '' : newline;
    return `${text}${gap}${name}=${value}${newline}`;
  }
  const comment = text[end] === '#' ? ' ' : '';
  return text.slice(0, start) + value + comment + text.slice(end);
}
