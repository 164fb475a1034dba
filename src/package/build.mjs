/*
 * Makes the package in dist-package/: what the entries need, compiled twice by TypeScript, each time with a
 * package.json that says what the files are. A bundler would save the naming of files below, and nothing else.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');
const TARGET = join(PROJECT, 'dist-package');
const ENTRIES = ['index', 'signature', 'events', 'samples', 'middleware', 'wait-for', 'circleci'];
const FORMATS = [
  { folder: 'cjs', type: 'commonjs', module: 'commonjs' },
  { folder: 'esm', type: 'module', module: 'esnext' },
];

function compile({ folder, type, module }) {
  const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
  const outDir = join(TARGET, folder);
  const args = ['--project', import.meta.dirname, '--module', module, '--outDir', outDir];
  execFileSync('node', [tsc, ...args], { stdio: 'inherit' });
  writeJson(join(outDir, 'package.json'), { type, sideEffects: false }); // a bundler reads the nearest one
}

/** Gives the imports of other files their endings, as ES modules need them, in code and declarations. */
function nameFiles(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.[jt]s$/.test(name)) continue;
    const file = join(folder, name);
    const code = readFileSync(file, 'utf8');
    writeFileSync(file, code.replace(/((?:from |import\()(['"])\.{1,2}\/[^'"]+)\2/g, '$1.js$2'));
  }
}

function manifest({ name, version, license, dependencies: { zod } }) {
  const file = (folder, entry, ending) => `./${folder}/package/${entry}${ending}`;
  const both = (folder, entry) => ({
    types: file(folder, entry, '.d.ts'),
    default: file(folder, entry, '.js'),
  });
  const exported = ENTRIES.map((entry) => [
    entry === 'index' ? '.' : `./${entry}`,
    { import: both('esm', entry), require: both('cjs', entry) },
  ]);
  return {
    ...{ name, version, license },
    description: "Check CircleCI's webhooks, read their events, and make samples of them for tests",
    keywords: ['circleci', 'webhook', 'signature', 'hmac', 'express', 'middleware'],
    type: 'commonjs',
    main: file('cjs', 'index', '.js'),
    types: file('cjs', 'index', '.d.ts'),
    exports: { ...Object.fromEntries(exported), './package.json': './package.json' },
    // For moduleResolution "node10", which does not know `exports`.
    typesVersions: {
      '*': Object.fromEntries(ENTRIES.map((entry) => [entry, [file('cjs', entry, '.d.ts')]])),
    },
    engines: { node: '>=20' },
    dependencies: { zod },
    // Of samples, whose bodies are Buffers: for who uses TypeScript.
    peerDependencies: { '@types/node': '*' },
    peerDependenciesMeta: { '@types/node': { optional: true } },
  };
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

rmSync(TARGET, { recursive: true, force: true });
for (const format of FORMATS) compile(format);
nameFiles(join(TARGET, 'esm'));
writeJson(
  join(TARGET, 'package.json'),
  manifest(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))),
);
cpSync(join(PROJECT, 'docs/in-your-own-app.md'), join(TARGET, 'README.md'));
cpSync(join(PROJECT, 'LICENSE'), join(TARGET, 'LICENSE'));
