import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { killGroup, listening, run, type RunningReceiver } from './support/child';
import { SECRET } from './support/fixtures';
import { freePort } from './support/free-port';
import { PROJECT } from './support/paths';
import { temporaryFolder } from './support/temporary-folder';

const { name, dependencies, bin } = z
  .looseObject({
    name: z.string(),
    dependencies: z.record(z.string(), z.string()),
    bin: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')));

const USES = [
  ...['common-js.cjs', 'es-module.mjs', 'use-all.cjs', 'typed.cts', 'typed.mts'],
  'run-examples.mjs',
];

/** What docs/in-your-own-app.md shows, by the frameworks that it names. */
const EXAMPLES = new Map(
  [
    ...readFileSync(join(PROJECT, 'docs/in-your-own-app.md'), 'utf8').matchAll(
      /^## (\S+)$.*?^```ts\n(.*?)^```$/gms,
    ),
  ].map(([, heading = '', code = '']) => [heading, code]),
);

/** What of them is installed: the route handler of Next.js needs nothing of it. */
const FRAMEWORKS = ['hono', 'fastify'];

/** By @types/express. */
const BROUGHT_ALONG = '@types/node';

/** What the README shows of it. */
const [, EXAMPLE = ''] =
  /^## In your own app and tests$.*?^```ts\n(.*?)^```$/ms.exec(
    readFileSync(join(PROJECT, 'README.md'), 'utf8'),
  ) ?? [];

let project = '';

/** Waits for a command that must succeed, and gives what it wrote. */
async function succeed(command: string, ...args: string[]): Promise<string> {
  const child = run(command, args);
  const code = await child.exitCode();
  if (code !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${code}:\n${child.stdout()}${child.stderr()}`,
    );
  }
  return child.stdout();
}

/** Packs the project as it is in the working tree, and installs it in an empty one. */
beforeAll(async () => {
  const source = temporaryFolder();
  for (const file of ['src', 'package.json', 'tsconfig.json', 'README.md', 'LICENSE']) {
    cpSync(join(PROJECT, file), join(source, file), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(source, 'node_modules'));
  const packed = await succeed('npm', 'pack', source, '--pack-destination', source, '--silent');
  const tarball = packed.trim().split('\n').at(-1) ?? '';

  project = temporaryFolder();
  const installed = join(project, 'node_modules', name);
  mkdirSync(installed, { recursive: true });
  await succeed('tar', '-xzf', join(source, tarball), '-C', installed, '--strip-components=1');
  // What npm would install beside it, and no more: a dependency that is not declared is missed here.
  for (const dependency of [...Object.keys(dependencies), BROUGHT_ALONG, ...FRAMEWORKS]) {
    const link = join(project, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(PROJECT, 'node_modules', dependency), link);
  }
  for (const file of USES) cpSync(join(__dirname, 'package', file), join(project, file));
  writeFileSync(join(project, 'example.mts'), EXAMPLE);
});

test('has what it needs, and neither tests nor sources', () => {
  const installed = join(project, 'node_modules', name);
  for (const file of ['README.md', 'LICENSE', 'dist/package.js', 'dist/package.d.ts']) {
    expect([file, existsSync(join(installed, file))]).toEqual([file, true]);
  }
  for (const file of ['src', 'test', '.env.example']) {
    expect([file, existsSync(join(installed, file))]).toEqual([file, false]);
  }
});

test.each(['common-js.cjs', 'es-module.mjs'])(
  '%s uses all of it in an app of its own',
  async (file) => {
    expect(await succeed('node', join(project, file))).toBe('200 403 403 main\n');
  },
);

test('its types are right for each moduleResolution', async () => {
  const configs = [
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['bundler', 'preserve'],
  ].map(([moduleResolution, module]) => {
    const config = join(project, `tsconfig.${moduleResolution}.json`);
    const compilerOptions = {
      ...{ strict: true, noEmit: true, target: 'es2022', moduleResolution, module },
      ...{ types: ['node'], exactOptionalPropertyTypes: true },
    };
    const files = ['typed.cts', 'typed.mts', 'example.mts'];
    writeFileSync(config, JSON.stringify({ compilerOptions, files }));
    return config;
  });
  // At once, as what the declarations of Node and zod say is then read once.
  await succeed('node', join(PROJECT, 'node_modules/typescript/bin/tsc'), '--build', ...configs);
});

test('the examples of docs/in-your-own-app.md accept a signed call, and answer 403 whatever else is sent', async () => {
  mkdirSync(join(project, 'examples'));
  for (const [heading, code] of EXAMPLES) {
    const file = heading.toLowerCase().replace(/\.js$/, '').replace(':', '-');
    writeFileSync(join(project, `examples/${file}.mts`), code);
  }
  const config = join(project, 'tsconfig.examples.json');
  const compilerOptions = {
    ...{ strict: true, target: 'es2022', module: 'nodenext', types: ['node'], skipLibCheck: true },
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, include: ['examples'] }));
  await succeed('node', join(PROJECT, 'node_modules/typescript/bin/tsc'), '--project', config);

  const runner = run('node', [join(project, 'run-examples.mjs')], {
    CIRCLECI_WEBHOOK_SECRET: SECRET,
  });
  const code = await runner.exitCode();
  const statuses = '204 204 403 403 403 403 403 403';
  expect([code, runner.stderr(), runner.stdout().trim().split('\n')]).toEqual([
    0,
    '',
    [
      `next ${statuses} failed failed`,
      `hono ${statuses} 413 failed failed`,
      `fastify ${statuses} 413 failed failed`,
      `node-http ${statuses} 413 failed failed`,
    ],
  ]);
});

test('its app runs from the package, pages and all, and its command sends to it', async () => {
  const installed = join(project, 'node_modules', name);
  const environment = {
    CIRCLECI_WEBHOOK_SECRET: SECRET,
    DATA_DIR: temporaryFolder(),
    INSPECTOR_PORT: String(await freePort()),
  };
  const start = async (): Promise<RunningReceiver> =>
    listening(run('node', [join(installed, 'dist/index.js')], environment));
  const receiver = await start();
  const command = join(installed, bin['circleci-webhook-send'] ?? '');
  const sender = run('node', [command, 'ping'], { ...environment, PORT: String(receiver.port) });
  expect(await sender.exitCode()).toBe(0);
  await receiver.until(/ping {2}signature valid/);

  const [, inspector = ''] = await receiver.until(/Inspector {4}(\S+)/);
  expect(await (await fetch(inspector)).text()).toContain('ping');
  expect((await fetch(`${inspector}/assets/base.css`)).status).toBe(200);

  killGroup(receiver.process, 'SIGKILL'); // the next start looks through what it left
  expect((await start()).port).toBeGreaterThan(0);
});
