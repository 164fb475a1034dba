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
 * Begins where a word does: tried from within one, a long text would take time with the square of it. What a
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

const MAX_DEPTH = 200;

/** Tells that an event cannot be anonymised. */
export class AnonymiseError extends Error {
  override readonly name = 'AnonymiseError';
}

interface Mention {
  readonly kind: Kind;
  readonly value: string;
}

/**
 * Replaces the people in an event: their names, e-mail addresses, login names, pictures and ids, where they
 * have a field of their own and wherever else they are mentioned, as in a commit's message. Each person is
 * replaced by the same made-up one throughout. Projects and organizations keep their names, unless one is
 * called as a person is. Key order stays.
 *
 * @param json the body, parsed from JSON
 * @throws {AnonymiseError} where it is nested more deeply, or mentions more people, than any event
 */
export function anonymise(json: unknown): unknown {
  const people = createPeople();
  for (const group of mentionGroups(json, '', 0)) people.learn(group);
  return replaceIn(json, people, '', '');
}

function replaceIn(value: unknown, people: People, key: string, parent: string): unknown {
  if (typeof value === 'string') {
    const about = value === '' ? undefined : aboutPerson(key, parent);
    if (about !== undefined) return people.standIn(about.kind, value);
    return FIXED_KEYS.has(key) ? value : people.replace(value);
  }
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, people, '', key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, replaceIn(item, people, name, key)]),
  );
}

/** What is said of people: what stands together is about one of them. */
function* mentionGroups(value: unknown, key: string, depth: number): Generator<Mention[]> {
  if (depth > MAX_DEPTH) {
    throw new AnonymiseError('The body is nested too deeply to be anonymised.');
  }
  if (typeof value === 'string') yield* textGroups(value);
  if (typeof value !== 'object' || value === null) return;
  const groups = new Map<string, Mention[]>();
  for (const [name, item] of Object.entries(value)) {
    const about = aboutPerson(name, key);
    if (about !== undefined && typeof item === 'string' && item !== '') {
      const mention = { kind: about.kind, value: item };
      groups.set(about.who, [...(groups.get(about.who) ?? []), mention]);
    }
  }
  yield* groups.values();
  for (const [name, item] of Object.entries(value)) yield* mentionGroups(item, name, depth + 1);
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

/** Whose field it is, and what it tells: `commit_author_name`, or `name` in a map `author`. */
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
  /** What stands in a field about a person. */
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

/** Finds any of the values, the longest first, and as a whole word where words are spaced. */
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
