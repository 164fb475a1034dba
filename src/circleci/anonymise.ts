import type { Node } from 'jsonc-parser';
import { applyEdits, membersOf, parseParts, type Edit } from '../text/edit-json';
import { isNestedTooDeeply } from './nesting';

/** What of a person an event may tell. */
type Kind = 'name' | 'email' | 'login' | 'avatar' | 'id';

const KINDS: Readonly<Record<string, Kind>> = {
  name: 'name',
  full_name: 'name',
  email: 'email',
  login: 'login',
  username: 'login',
  avatar: 'avatar',
  avatar_url: 'avatar',
  id: 'id',
};

/** What a map, or the beginning of a key, is called that is about a person. */
const PERSON = /(?:^|_)(?:author|committer|user|actor|sender|pusher)$/;

/**
 * Begins at the start of a word: tried from within one, a long text would take time with the square of it. What a
 * repository is cloned from, as in `git@gitlab.com:group/project.git`, is no one's address.
 */
const EMAIL =
  /(?<![\p{L}\p{N}._%+-])(?!git@[\w.-]+[:/]\S)[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** As in `Co-authored-by: Ada Example <ada@example.com>`: https://git-scm.com/docs/git-interpret-trailers */
const TRAILER = /^[ \t]*[\w-]+-by:([^<\n\r\u2028\u2029]*)<([^<>\s@]+@[^<>\s@]+)>/gim;

/** Texts with a meaning of their own: someone who is called as one of them must not change it. */
const FIXED_KEYS = new Set(['type', 'status', 'provider_name', 'event_type', 'trigger_type']);

/** Commits that are made on a website are said to be by it; its name stands in links too. */
const NO_PERSON = /^(?:github|gitlab|bitbucket|circleci|web-flow|noreply@github\.com)$/i;

/** Others would be found in texts that are not about anyone, such as times, or are no name at all. */
const SOUGHT = /^(?=.*\p{L}).{2,200}$/su;

/** Names in scripts that put no space between words, and so may stand in the middle of a text. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+$/u;

/** CircleCI's events are about two or three people; looking for very many would hold up all else. */
const MAX_MENTIONS = 500;

/** Tells that an event cannot be anonymised. */
export class AnonymiseError extends Error {
  override readonly name = 'AnonymiseError';
}

interface Mention {
  readonly kind: Kind;
  readonly value: string;
}

/**
 * Replaces the people in an event: their names, e-mail addresses, login names, pictures and ids, if they
 * have a field of their own and wherever else they are mentioned, as in a commit's message. Each person is
 * replaced by the same made-up one throughout. Projects and organizations keep their names, unless one is
 * called as a person is. All else stays as it was written.
 *
 * @param json the body: valid JSON
 * @throws {AnonymiseError} if it is nested more deeply, or mentions more people, than any event
 */
export function anonymise(json: string): string {
  if (isNestedTooDeeply(json)) {
    throw new AnonymiseError('The body is nested too deeply to be anonymised.');
  }
  const parts = parseParts(json);
  const people = createPeople();
  for (const group of mentionGroups(parts, '')) people.learn(group);
  return applyEdits(json, replacements(parts, people, '', ''));
}

function* replacements(node: Node, people: People, key: string, parent: string): Generator<Edit> {
  const value = textIn(node);
  if (value !== undefined) {
    const replaced = replacedText(value, people, key, parent);
    if (replaced !== value) yield { at: node, text: JSON.stringify(replaced) };
  }
  for (const { name, value: item } of itemsOf(node)) yield* replacements(item, people, name, key);
}

function replacedText(value: string, people: People, key: string, parent: string): string {
  const about = value === '' ? undefined : aboutPerson(key, parent);
  if (about !== undefined) return people.standIn(about.kind, value);
  return FIXED_KEYS.has(key) ? value : people.replace(value);
}

/** Finds what is said of people: what stands together is about one of them. */
function* mentionGroups(node: Node, key: string): Generator<Mention[]> {
  const text = textIn(node);
  if (text !== undefined) yield* textGroups(text);
  const groups = new Map<string, Mention[]>();
  for (const { name, value } of itemsOf(node)) {
    const [about, item = ''] = [aboutPerson(name, key), textIn(value)];
    if (about !== undefined && item !== '') {
      const mention = { kind: about.kind, value: item };
      groups.set(about.who, [...(groups.get(about.who) ?? []), mention]);
    }
  }
  yield* groups.values();
  for (const { name, value } of itemsOf(node)) yield* mentionGroups(value, name);
}

function textIn({ type, value }: Node): string | undefined {
  return type === 'string' && typeof value === 'string' ? value : undefined;
}

/** Gives what a map or a list holds; an element of a list has no name. */
function itemsOf(node: Node): { readonly name: string; readonly value: Node }[] {
  if (node.type !== 'array') return membersOf(node);
  return (node.children ?? []).map((value) => ({ name: '', value }));
}

/** Trailers come first: they tell which name belongs to an address. */
function* textGroups(text: string): Generator<Mention[]> {
  for (const [, name = '', email = ''] of text.matchAll(TRAILER)) {
    const named = name.trim();
    yield [
      { kind: 'email', value: email },
      ...(named === '' ? [] : [{ kind: 'name' as const, value: named }]),
    ];
  }
  for (const [email] of text.matchAll(EMAIL)) yield [{ kind: 'email', value: email }];
}

/** Tells whose field it is, and what of them: `commit_author_name`, or `name` in a map `author`. */
function aboutPerson(key: string, parent: string): { who: string; kind: Kind } | undefined {
  for (const [ending, kind] of Object.entries(KINDS)) {
    if (key === ending && PERSON.test(parent)) return { who: '', kind };
    const who = key.slice(0, -ending.length - 1);
    if (key === `${who}_${ending}` && PERSON.test(who)) return { who, kind };
  }
  return undefined;
}

interface People {
  readonly learn: (mentions: readonly Mention[]) => void;
  /** Gives what stands in a field for a person's own value. */
  readonly standIn: (kind: Kind, value: string) => string;
  /** Replaces all that was learned in a text. */
  readonly replace: (text: string) => string;
}

function createPeople(): People {
  const numbers = new Map<string, number>(); // of a person, by what is said of them, in lower case
  const kinds = new Map<string, Kind>(); // as it is written: a login name is often a name in lower case
  const kindsInLowerCase = new Map<string, Kind>();
  let count = 0;
  let pattern: RegExp | undefined;

  function learn(mentions: readonly Mention[]): void {
    const people = mentions.filter(({ value }) => !NO_PERSON.test(value));
    if (people.length === 0) return;
    const known = people
      .map(({ value }) => numbers.get(value.toLowerCase()))
      .find((number) => number !== undefined);
    if (known === undefined) count += 1;
    for (const { kind, value } of people) {
      const lowered = value.toLowerCase();
      numbers.set(lowered, numbers.get(lowered) ?? known ?? count);
      if (!kinds.has(value)) kinds.set(value, kind);
      if (!kindsInLowerCase.has(lowered)) kindsInLowerCase.set(lowered, kind);
    }
    if (kinds.size > MAX_MENTIONS) {
      throw new AnonymiseError('The body mentions more people than can be replaced in it.');
    }
    pattern = undefined;
  }

  function standIn(kind: Kind, value: string): string {
    const number = numbers.get(value.toLowerCase());
    return number === undefined ? value : madeUp(kind, number, value);
  }

  function standInFor(value: string): string {
    const kind = kinds.get(value) ?? kindsInLowerCase.get(value.toLowerCase()) ?? 'name';
    return standIn(kind, value);
  }

  return {
    learn,
    standIn,
    replace(text) {
      pattern ??= patternOf([...kinds].filter(([, kind]) => kind !== 'id').map(([value]) => value));
      return text.replace(pattern, standInFor);
    },
  };
}

/** Finds any of the values, the longest first, and as a whole word if words are spaced. */
function patternOf(values: readonly string[]): RegExp {
  const sought = values
    .filter((value) => SOUGHT.test(value))
    .sort((one, other) => other.length - one.length);
  const words = anyOf(sought.filter((value) => !UNSPACED.test(value)));
  const unspaced = anyOf(sought.filter((value) => UNSPACED.test(value)));
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${words}(?![\p{L}\p{N}])|${unspaced}`, 'giu');
}

function anyOf(values: readonly string[]): string {
  if (values.length === 0) return '(?!)';
  const escaped = values.map((value) => value.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  return `(?:${escaped.join('|')})`;
}

function madeUp(kind: Kind, number: number, value: string): string {
  switch (kind) {
    case 'name':
      return `Person ${number}`;
    case 'email':
      return `person-${number}@example.com`;
    case 'login':
      return `person-${number}`;
    case 'avatar':
      return `https://example.com/person-${number}.png`;
    case 'id':
      return /^\d+$/.test(value)
        ? String(number)
        : `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  }
}
