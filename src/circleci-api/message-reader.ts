const HEX_ESCAPE_LENGTH = 6;
const SHORT_ESCAPE_LENGTH = 2;
const MAX_KEY_LENGTH = 20;

/**
 * Makes what reads the output of a step as it comes in, however long: a list of maps in JSON, of which each has a part
 * of the output as its `message`. To keep all of it until it can be parsed would take as much memory as it likes.
 *
 * @returns what gives the next part of the output for the next part of the JSON
 */
export function createMessageReader(): (json: string) => string {
  let isInString = false;
  let isMessage = false;
  /** What came of an escape so far. */
  let escape = '';
  /** The last string that is no message: a key, if a colon follows. */
  let key = '';
  let isAfterColon = false;
  let output = '';

  function take(text: string): void {
    if (isMessage) output += text;
    else if (key.length < MAX_KEY_LENGTH) key += text;
  }

  function openString(): void {
    isInString = true;
    isMessage = isAfterColon && key === 'message';
    key = '';
  }

  function inEscape(character: string): void {
    escape += character;
    const length = escape[1] === 'u' ? HEX_ESCAPE_LENGTH : SHORT_ESCAPE_LENGTH;
    if (escape.length < length) return;
    take(unescape(escape));
    escape = '';
  }

  return function readMessages(json) {
    output = '';
    for (let index = 0; index < json.length; index += 1) {
      const character = json.charAt(index);
      if (escape !== '') {
        inEscape(character);
      } else if (!isInString) {
        if (character === '"') openString();
        else if (character === ':') isAfterColon = true;
        else if (/[,{[]/.test(character)) isAfterColon = false;
      } else if (character === '"') {
        isInString = false;
      } else if (character === '\\') {
        escape = character;
      } else {
        const end = endOfPlain(json, index);
        take(json.slice(index, end));
        index = end - 1;
      }
    }
    return output;
  };
}

function endOfPlain(json: string, start: number): number {
  const special = /["\\]/g;
  special.lastIndex = start;
  return special.exec(json)?.index ?? json.length;
}

function unescape(escape: string): string {
  try {
    return String(JSON.parse(`"${escape}"`));
  } catch {
    return escape; // no JSON: it stands for itself
  }
}
