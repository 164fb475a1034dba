/*
 * Texts as Postgres searches them. It finds all that `findsText` and `anyCase` find, and little else: whatever may stand
 * for the same is made the same here. What it found is looked at by those, then, which decide. (They also take what
 * begins an escape for itself, in a text that goes on as one: that is found as it stands, or not at all.)
 */

/** How much of a short value is stored to be compared: an index takes no more than 2,700 bytes. */
const MAX_WORD_LENGTH = 200;

/** Makes what is searched of a delivery. */
export function searchedText(body: Buffer, values: readonly (string | undefined)[]): string {
  const sent = body.toString('utf8');
  const texts = [
    ...values.filter((value) => value !== undefined),
    sent,
    ...(sent.includes('\\u') ? [sent.replace(/\\u([0-9a-f]{4})/gi, fromHex)] : []),
    ...(sent.includes('%') ? [sent.replace(/(?:%[0-9a-f]{2})+/gi, fromPercents)] : []),
  ];
  return alike(texts.join('\n'));
}

/** Makes the pattern, as LIKE has it, of a text that is searched for. */
export function likePattern(text: string): string {
  return `%${alike(text).replace(/[%_]/g, '\\$&')}%`;
}

/** Makes a short value one that is stored to be compared: two that are the same are the same then, too. */
export function comparedWord(text: string): string {
  return storable(text.slice(0, MAX_WORD_LENGTH));
}

/** Takes out what no text in Postgres may have. */
function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

/** Takes away case, and what tells apart a character and its short escape in JSON or a form. */
function alike(text: string): string {
  return storable(text)
    .replace(/[^\0-\x7f]/gu, foldCase)
    .toLowerCase()
    .replace(/[\\+\b\t\n\f\r]/g, (character) => SHORT.get(character) ?? '');
}

/** Gives the same for all cases of a character: of ß, for one, there are three. */
function foldCase(character: string): string {
  return character.toLowerCase().toUpperCase().toLowerCase();
}

/** As what follows the backslash in JSON; in a form, a plus sign is a space. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['+', ' '],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\f', 'f'],
  ['\r', 'r'],
]);

function fromHex(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function fromPercents(run: string): string {
  return Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
}
