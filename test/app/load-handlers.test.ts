import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listening, RECEIVER, run, type Child, type RunningReceiver } from '../support/child';
import { PING_BODY } from '../support/fixtures';
import { PROJECT } from '../support/paths';
import { postEvent } from '../support/post-event';
import { temporaryFolder } from '../support/temporary-folder';

/** Makes a folder outside of the project, with files by their names. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const startSources = (handlers: string): Child => run('npm', ['start'], { HANDLERS: handlers });
const startCompiled = (handlers: string): Child =>
  run('node', [RECEIVER], { HANDLERS: handlers, LOG_FORMAT: 'pretty' });

/** Starts a receiver whose handler says hello to a ping, and sends it one. */
async function hears(child: Child): Promise<RunningReceiver> {
  const receiver = await listening(child);
  await postEvent(receiver.url, PING_BODY);
  await receiver.until(/^\d\d:\d\d:\d\d\.\d{3} {2}ping {2}Hello\n/m);
  return receiver;
}

const HELLO = 'ping: (_event, _delivery, { log }) => log.info("Hello")';

describe('HANDLERS', () => {
  test('is a folder of TypeScript under npm start, with types of the project and packages of its own', async () => {
    const folder = folderWith({
      // As that of an app is. Its TypeScript is compiled to CommonJS all the same.
      'package.json': '{ "type": "module" }',
      'node_modules/own/package.json': '{ "name": "own", "type": "module", "exports": "./own.js" }',
      'node_modules/own/own.js': 'export const greeting = "Hello";',
      'mine/index.ts': `import type { Handlers } from '${PROJECT}/src/dispatch/handlers';
        import { greeting } from 'own';
        import { written } from './written';
        export const handlers: Handlers & { readonly pong: () => void } = {
          ping: (_event, _delivery, { log }) => { log.info(written(greeting)); },
          pong: () => undefined,
        };`,
      'mine/written.ts': 'export const written = (text: string): string => `${text}`;',
    });
    const receiver = await hears(startSources(join(folder, 'mine')));
    expect(receiver.stdout()).toContain(`Handlers     ${join(folder, 'mine')}\n`);
    expect(receiver.stdout()).toContain('! The handler "pong" is for no event');
  });

  test.each<[string, string]>([
    ['mine.mjs', `export const handlers = { ${HELLO} };`],
    ['mine.js', `export const handlers = { ${HELLO} };`],
    ['mine.cjs', `exports.handlers = { ${HELLO} };`],
    ['mine/index.mjs', `export default { handlers: { ${HELLO} } };`],
    ['mine.js', `exports.default = { handlers: { ${HELLO} } };`],
  ])('is %s under npm run start:prod, named without its end', async (name, text) => {
    await hears(startCompiled(join(folderWith({ [name]: text }), 'mine')));
  });

  test('is what src/handlers/ has unless it is set', async () => {
    const receiver = await listening(startCompiled(''));
    await postEvent(receiver.url, PING_BODY);
    await receiver.until(/ {2}ping {2}Ping of the webhook tests/);
    expect(receiver.stdout()).not.toContain('Handlers  ');
  });
});

describe('handlers that cannot be loaded stop the start with a sentence', () => {
  async function expectSentence(child: Child, sentence: string): Promise<void> {
    expect(await child.exitCode()).toBe(1);
    expect(child.stderr()).toBe(`The receiver cannot start:\n  HANDLERS: ${sentence}\n`);
    expect(child.stdout()).not.toContain('Running on');
  }

  test.each<[string, string, string]>([
    ['mine.cjs', '\nconst = 1;', "cannot be loaded: SyntaxError: Unexpected token '=' (FILE:2)"],
    ['mine.mjs', '\nconst = 1;', "cannot be loaded: SyntaxError: Unexpected token '=' (FILE:2)"],
    [
      'mine.js',
      'export const a = 1;\nconst = 1;',
      "cannot be loaded: SyntaxError: Unexpected token '=' (FILE:2)",
    ],
    [
      'mine.cjs',
      '\nthrow new TypeError("one\\u001b[2J\\ntwo")',
      'cannot be loaded: TypeError: one (FILE:2)',
    ],
    ['mine.mjs', '\n\nthrow new Error("one")', 'cannot be loaded: one (FILE:3)'],
    ['mine.cjs', 'throw "one"', "cannot be loaded: it throws 'one'"],
    ['mine.cjs', 'require("./no")', "cannot be loaded: Cannot find module './no' (FILE)"],
    [
      'mine.mjs',
      'export const handlers = await 1;',
      'cannot be loaded: it, or what it imports, has an await outside of all functions',
    ],
    [
      'mine.mjs',
      'export const handler = {};',
      'exports no handlers: it needs an export const handlers = { … }',
    ],
    [
      'mine.mjs',
      'export const handlers = () => 1;',
      'exports handlers that are no object: use { ping: (event) => { … } }',
    ],
    [
      'mine.mjs',
      'export const handlers = { ping() {}, any: { handle() {}, settle: 2 } };',
      'has a handler "any" that is neither a function nor { handle, settle: { by, for } }',
    ],
    [
      'mine.ts',
      '',
      'is TypeScript, which npm start compiles, and npm run start:prod does not: name a file of JavaScript',
    ],
  ])('compiled: %s with %j', async (name, text, sentence) => {
    const file = join(folderWith({ [name]: text }), name);
    await expectSentence(startCompiled(file), `${file} ${sentence.replace('FILE', file)}`);
  });

  test.each<[string, string]>([
    ['const = 1;', 'Unexpected token `=`. Expected yield, an identifier, [ or {'],
    ['throw new Error("one")', 'one'],
  ])('TypeScript: %j', async (text, sentence) => {
    const folder = folderWith({ 'index.ts': `export const handlers: object = {};\n\n${text}` });
    const file = join(folder, 'index.ts');
    await expectSentence(startSources(folder), `${file} cannot be loaded: ${sentence} (${file}:3)`);
  });

  test('there is no module', async () => {
    const path = join(temporaryFolder(), 'none\u001b[2J');
    await expectSentence(
      startCompiled(path),
      `${path.replace('\u001b', '\\x1b')} is neither a module nor a folder with one`,
    );
  });
});
