import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { killGroup, listening, run, type RunningReceiver } from '../support/child';
import { PING_BODY } from '../support/fixtures';
import { freePort } from '../support/free-port';
import { projectCopy } from '../support/project-copy';
import { openConnection, readToEnd } from '../support/raw-connection';
import { temporaryFolder } from '../support/temporary-folder';

const HANDLERS = 'src/handlers/index.ts';
const AGAIN = /Running on[^]*Running on/;

/** Starts a receiver under `npm run dev`, and gives the folder of its sources. */
async function startDev(
  environment: Record<string, string | undefined> = {},
): Promise<RunningReceiver & { readonly folder: string }> {
  const folder = projectCopy();
  const child = await listening(run('npm', ['run', 'dev'], environment, { cwd: folder }));
  return { ...child, folder };
}

/** Changes a file as many editors do: they write another one, and put it in the place of the first. */
function save(folder: string, name: string, change: (text: string) => string): void {
  const file = join(folder, name);
  const written = join(folder, 'written~');
  writeFileSync(written, change(readFileSync(file, 'utf8')));
  renameSync(written, file);
}

/** Posts a ping over a connection of its own, and gives the status. */
async function post(port: number, body = PING_BODY.toString()): Promise<number> {
  const connection = await openConnection(port);
  const answer = readToEnd(connection);
  const head = [
    'POST / HTTP/1.1',
    'host: x',
    'connection: close',
    `content-length: ${body.length}`,
  ];
  connection.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return Number((await answer).split(' ')[1]);
}

test('a changed handler runs at the next event, however often it is saved', async () => {
  const dev = await startDev();
  expect(await post(dev.port)).toBe(200);
  await dev.until(/Ping of the webhook tests/);

  save(dev.folder, HANDLERS, (text) => text.replace('Ping of the webhook', 'CHANGED'));
  await dev.until(AGAIN);
  expect(await post(dev.port)).toBe(200);
  await dev.until(/duplicate/);
  const other = PING_BODY.toString().replace('5b0f2f6e', '6b0f2f6e');
  expect(await post(dev.port, other)).toBe(200);
  await dev.until(/CHANGED tests/);

  save(dev.folder, HANDLERS, (text) => text.replace('CHANGED', 'ONCE MORE'));
  await dev.until(/(Running on[^]*){3}/);
});

test('a call that comes while it starts again is answered, and the ports stay', async () => {
  const inspectorPort = await freePort();
  const dev = await startDev({ INSPECTOR_PORT: String(inspectorPort) });
  save(dev.folder, HANDLERS, (text) => `${text}\n`);
  await dev.until(/stopping/);
  const calls = [post(dev.port), fetch(`http://127.0.0.1:${inspectorPort}`)] as const;
  expect(dev.stdout()).not.toMatch(AGAIN);
  const [status, page] = await Promise.all(calls);
  expect(status).toBe(200);
  expect(page.status).toBe(200);
  const ports = [...dev.stdout().matchAll(/(?:Running on|Inspector) +http:\/\/[^:]+:(\d+)/g)];
  expect(ports.map(([, port]) => Number(port))).toEqual([
    ...[dev.port, inspectorPort],
    ...[dev.port, inspectorPort],
  ]);
});

test('a mistake is told, and calls wait until it is mended', async () => {
  const dev = await startDev();
  save(dev.folder, HANDLERS, (text) => `const = ;\n${text}`);
  await dev.until(/index\.ts[^]*starts again once a file is saved/);
  const status = post(dev.port);
  save(dev.folder, HANDLERS, (text) => text.replace('const = ;', ''));
  expect(await status).toBe(200);
});

test('a new file in a new folder counts, and so does .env', async () => {
  const dev = await startDev({ CIRCLECI_WEBHOOK_SECRET: undefined });
  expect(await post(dev.port)).toBe(200);
  const folder = join(dev.folder, 'src/handlers/mine');
  mkdirSync(folder);
  await dev.until(AGAIN);
  writeFileSync(join(folder, 'mine.ts'), '');
  await dev.until(/(Running on[^]*){3}/);
  writeFileSync(join(dev.folder, '.env'), 'CIRCLECI_WEBHOOK_SECRET=new\n');
  await dev.until(/(Running on[^]*){4}/);
  expect(await post(dev.port)).toBe(403);
});

test('HANDLERS of another folder count, and a mistake in them is told', async () => {
  const mine = temporaryFolder();
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(mine, name)), { recursive: true });
    writeFileSync(join(mine, name), text);
  };
  const handlers = `import { text } from './parts/text';
    export const handlers = { any: (_event, _delivery, { log }) => log.info(text) };`;
  write('index.ts', handlers);
  write('parts/text.ts', "export const text: string = 'FIRST';");
  const dev = await startDev({ HANDLERS: mine });
  expect(await post(dev.port)).toBe(200);
  await dev.until(/ {2}any {2}FIRST/);

  write('parts/text.ts', "export const text: string = 'SECOND';");
  await dev.until(AGAIN);
  save(mine, 'index.ts', (text) => `const = ;\n${text}`);
  await dev.until(
    /^ {2}HANDLERS: \S+index\.ts cannot be loaded: .* \(\S+index\.ts:1\)\nIt starts again once a file is saved/m,
  );
  const status = post(dev.port, PING_BODY.toString().replace('5b0f2f6e', '6b0f2f6e'));
  save(mine, 'index.ts', () => handlers);
  expect(await status).toBe(200);
  await dev.until(/ {2}any {2}SECOND/);
  expect(dev.stdout().match(/Running on/g)).toHaveLength(3);
});

test('HANDLERS may name a file that is still to be written', async () => {
  const mine = join(temporaryFolder(), 'mine');
  const folder = projectCopy();
  const dev = run('npm', ['run', 'dev'], { HANDLERS: mine }, { cwd: folder });
  await dev.until(
    /is neither a module nor a folder with one\nIt starts again once a file is saved/,
  );
  writeFileSync(`${mine}.mjs`, 'export const handlers = {};');
  await listening(dev);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends all of it', async (signal) => {
  const dev = await startDev();
  killGroup(dev.process, signal);
  await dev.exitCode();
  expect(dev.stdout()).toContain(`${signal}: stopping`);
  await expect(openConnection(dev.port)).rejects.toThrow('ECONNREFUSED');
});
