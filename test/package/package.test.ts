import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { z } from 'zod';
import { run, succeed } from '../support/child';
import { SECRET } from '../support/fixtures';
import { PROJECT } from '../support/paths';
import { projectCopy } from '../support/project-copy';
import { temporaryFolder } from '../support/temporary-folder';
import { exampleFile, exportedFunctions } from './examples';

const NAME = 'circleci-webhook-receiver';

const USES = join(__dirname, 'uses');

/** What docs/in-your-own-app.md shows, by the frameworks that it names. */
const FRAMEWORK_EXAMPLES = new Map(
  [
    ...readFileSync(join(PROJECT, 'docs/in-your-own-app.md'), 'utf8').matchAll(
      /^## (\S+)$.*?^```ts\n(.*?)^```$/gms,
    ),
  ].map(([, heading = '', code = '']) => [heading, code]),
);

/** What the README shows of it. */
const [, README_EXAMPLE = ''] =
  /^## In your own app and tests$.*?^```ts\n(.*?)^```$/ms.exec(
    readFileSync(join(PROJECT, 'README.md'), 'utf8'),
  ) ?? [];

const ES_MODULE = readFileSync(join(USES, 'typed.mts'), 'utf8');

const TYPED = {
  'typed.ts': ES_MODULE,
  'typed.mts': ES_MODULE,
  'typed.cts': ES_MODULE.replace(
    "import express from 'express'",
    "import express = require('express')",
  ),
  'readme.mts': README_EXAMPLE,
};

const [EXPRESS_4, EXPRESS_5] = ['express-4-types', '@types/express'] as const;

/** The compilers by their folders in node_modules; Are the types wrong? brings one that knows no generic Buffer. */
const COMPILERS = {
  'TypeScript 6': 'typescript',
  'TypeScript 5.6': '@arethetypeswrong/core/node_modules/typescript',
};

/**
 * By the compiler: how it finds modules, what it makes of them, the types of Express, and what it is given. Each takes
 * some 10 s of a processor; that modules are found in every other way too, Are the types wrong? tells in two.
 */
const MODULES = {
  'TypeScript 6': [
    ['nodenext', 'nodenext', EXPRESS_5, 'typed.mts', 'typed.cts', 'readme.mts'],
    ['bundler', 'preserve', EXPRESS_4, 'typed.ts'],
  ],
  'TypeScript 5.6': [['node16', 'node16', EXPRESS_4, 'typed.mts']],
} as const;

/** What is in an app that uses the package; the route handler of Next.js needs nothing of it. */
const BESIDE = ['express', 'body-parser', '@types/express', '@types/node', 'hono', 'fastify'];

let tarball = '';
let project = '';

function link(folder: string, name: string, target = name): void {
  const path = join(folder, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules', target), path);
}

/** Makes the package of the working tree, packs it, and gives the file. */
async function pack(): Promise<string> {
  const source = projectCopy();
  for (const file of ['LICENSE', 'docs']) {
    cpSync(join(PROJECT, file), join(source, file), { recursive: true });
  }
  await succeed('npm', ['run', 'build:package'], source);
  const packed = await succeed('npm', ['pack', './dist-package', '--silent'], source);
  return join(source, packed.trim());
}

/** Installs it in an empty project as npm does, but without the network: zod is what is here. */
async function install(folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const files = [tarball, `file:${join(PROJECT, 'node_modules/zod')}`];
  await succeed('npm', ['install', '--offline', '--no-audit', ...files], folder);
}

beforeAll(async () => {
  tarball = await pack();
  project = temporaryFolder();
  await install(project);
  for (const name of BESIDE) link(project, name);
});

describe('what is packed', () => {
  test('is code in both formats with declarations, without sources, source maps, tests, the app', () => {
    const installed = join(project, 'node_modules', NAME);
    const files = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
    const others = files.filter(
      (file) =>
        !/^(cjs|esm)\/(circleci|circleci-api|http|package|receiver|text)\/[\w/-]+(\.d\.ts|\.js)$/.test(
          file,
        ),
    );
    expect(others.sort()).toEqual(
      ['LICENSE', 'README.md', 'package.json', 'cjs/package.json', 'esm/package.json'].sort(),
    );
    const code = files.map((file) => readFileSync(join(installed, file), 'utf8')).join('\n');
    expect(code).not.toContain('sourceMappingURL');
  });

  test('brings zod, and nothing else', () => {
    const { packages } = z
      .object({ packages: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')));
    const installed = Object.keys(packages).filter((path) => path.startsWith('node_modules/'));
    expect(installed).toEqual([`node_modules/${NAME}`, 'node_modules/zod']);
  });

  test('has nothing that Are the types wrong? or publint finds fault with', async () => {
    const found = await succeed('node', [join(USES, 'check.mjs'), tarball], project);
    expect(JSON.parse(found)).toEqual({
      entrypoints: [
        '.',
        './signature',
        './events',
        './samples',
        './middleware',
        './wait-for',
        './circleci',
        './package.json',
      ],
      problems: [],
      messages: [],
    });
  });
});

describe('without zod', () => {
  test.each(['signature', 'middleware', 'samples', 'circleci'])(
    '%s can be loaded',
    async (entry) => {
      const folder = temporaryFolder();
      const installed = join(folder, 'node_modules', NAME);
      cpSync(join(project, 'node_modules', NAME), installed, { recursive: true });
      const name = JSON.stringify(`${NAME}/${entry}`);
      await succeed('node', ['--input-type=commonjs', '--eval', `require(${name})`], folder);
      await succeed('node', ['--input-type=module', '--eval', `import ${name}`], folder);
    },
  );

  test('esbuild makes an ES module of what checks a signature', async () => {
    cpSync(join(USES, 'bundled.mjs'), join(project, 'bundled.mjs'));
    const outfile = join(project, 'bundle.mjs');
    const { metafile, warnings } = await build({
      ...{ entryPoints: [join(project, 'bundled.mjs')], outfile, metafile: true },
      ...{ bundle: true, format: 'esm', platform: 'node', logLevel: 'silent' },
    });
    expect(warnings).toEqual([]);
    const bundled = Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file);
    expect(bundled.filter((file) => /zod|events|samples/.test(file))).toEqual([]);
    expect(await succeed('node', [outfile], project)).toBe('valid\n');
  });
});

describe('in an app of its own', () => {
  beforeAll(() => {
    cpSync(USES, project, { recursive: true });
  });

  test.each(['common-js.cjs', 'es-module.mjs'])('%s uses all of it', async (file) => {
    expect(await succeed('node', [file], project)).toBe('200 403 403 main\n');
  });

  test.each(['TypeScript 6', 'TypeScript 5.6'] as const)(
    'the types are right for %s',
    async (compiler) => {
      const configs = MODULES[compiler].map(([moduleResolution, module, express, ...files]) => {
        const app = join(project, `${compiler}, ${moduleResolution}, ${express}`);
        link(app, '@types/express', express);
        for (const file of files) writeFileSync(join(app, file), TYPED[file]);
        const config = join(app, 'tsconfig.json');
        const compilerOptions = {
          ...{ strict: true, noEmit: true, target: 'es2022', moduleResolution, module },
          ...{ types: ['node'], exactOptionalPropertyTypes: true, esModuleInterop: true },
        };
        writeFileSync(config, JSON.stringify({ compilerOptions, files }));
        return config;
      });
      // At once, as what the declarations of Node and zod say is then read once.
      const tsc = join(PROJECT, 'node_modules', COMPILERS[compiler], 'bin/tsc');
      await succeed('node', [tsc, '--build', ...configs], project);
    },
  );

  test('the examples of docs/in-your-own-app.md accept a signed call, and answer 403 whatever else is sent', async () => {
    mkdirSync(join(project, 'examples'));
    for (const [heading, code] of FRAMEWORK_EXAMPLES) {
      const file = heading.toLowerCase().replace(/\.js$/, '').replace(':', '-');
      writeFileSync(join(project, `examples/${file}.mts`), code);
    }
    const config = join(project, 'tsconfig.examples.json');
    const compilerOptions = {
      ...{
        strict: true,
        target: 'es2022',
        module: 'nodenext',
        types: ['node'],
        skipLibCheck: true,
      },
    };
    writeFileSync(config, JSON.stringify({ compilerOptions, include: ['examples'] }));
    const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
    await succeed('node', [tsc, '--project', config], project);

    const runner = run('node', [join(project, 'run-examples.mjs')], {
      CIRCLECI_WEBHOOK_SECRET: SECRET,
      NODE_ENV: 'test', // else Express prints the errors that it answers
    });
    const code = await runner.exitCode();
    const statuses = '204 204 403 403 403 403 403 403';
    expect([code, runner.stderr(), runner.stdout().trim().split('\n')]).toEqual([
      0,
      '',
      [
        `express ${statuses} 413 failed failed`,
        `next ${statuses} failed failed`,
        `hono ${statuses} 413 failed failed`,
        `fastify ${statuses} 413 failed failed`,
        `node-http ${statuses} 413 failed failed`,
      ],
    ]);
  });
});

describe('the docstring of each exported function has an example that compiles:', () => {
  const functions = exportedFunctions();
  const problems = new Map<string, string[]>();

  beforeAll(() => {
    const folder = join(project, 'docstrings');
    mkdirSync(folder);
    const files = functions.map(({ name, example }) => {
      const file = join(folder, `${name}.mts`);
      writeFileSync(file, exampleFile(example));
      return file;
    });
    const program = ts.createProgram(files, {
      ...{ strict: true, noEmit: true, target: ts.ScriptTarget.ES2023, types: ['node'] },
      ...{ module: ts.ModuleKind.NodeNext, skipLibCheck: true },
    });
    for (const [index, { name }] of functions.entries()) {
      const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(files[index] ?? ''));
      const texts = found.map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n'));
      problems.set(name, texts);
    }
  });

  test.each(functions)('$name', ({ name, example }) => {
    expect(example).not.toBe('');
    expect(problems.get(name)).toEqual([]);
  });
});
