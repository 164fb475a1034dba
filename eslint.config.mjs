import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The folders of src/, floor by floor: each may use what stands below it, and nothing beside or above it. */
const FLOORS = [
  ['cli', 'dev', 'package'],
  ['app'],
  ['receiver', 'inspector', 'handlers'],
  ['recover'],
  ['answers'],
  ['dispatch'],
  ['forward'],
  ['tunnel', 'log'],
  ['config'],
  ['store'],
  ['delivery'],
  ['http', 'circleci-api'],
  ['circleci'],
  ['text'],
];

const isFolder = (entry) => entry.isDirectory();
for (const { name } of readdirSync('src', { withFileTypes: true }).filter(isFolder)) {
  if (!FLOORS.flat().includes(name)) throw new Error(`src/${name}/ stands on no floor of FLOORS.`);
}

/** What has to be so on top of that. */
const MORE = {
  circleci: {
    regex: '^(express|body-parser$|morgan$|node:(fs|http|https|net|timers))',
    message: 'circleci/ is what is true of CircleCI whoever receives it: no I/O, and no clock.',
  },
  cli: {
    regex: '^(\\.\\./)+(receiver|inspector)/',
    message: 'cli/ talks to a running receiver and its inspector over HTTP, as anyone would.',
  },
};

/** Keeps the files of a folder from importing what they must not know of. */
function mayNotImport(folder) {
  const floor = FLOORS.findIndex((folders) => folders.includes(folder));
  const others = FLOORS.slice(0, floor + 1)
    .flat()
    .filter((other) => other !== folder);
  const patterns = [
    {
      regex: `^(\\.\\./)+(${others.join('|')}|index)(/|$)`,
      message: `${folder}/ uses only what stands below it, as FLOORS in eslint.config.mjs has it.`,
    },
    ...(folder in MORE ? [MORE[folder]] : []),
  ];
  return {
    files: [`src/${folder}/**`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

export default defineConfig(
  // test/package/uses/ is what others write: it sees the package as it is installed, not these sources.
  globalIgnores(['dist/', 'dist-package/', 'coverage/', 'test/package/uses/']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // Numbers read well in templates; anything else is still an error.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  { files: ['**/*.{cjs,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', require: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },

  { files: ['bench/servers/**'], rules: { 'no-console': 'off' } }, // a baseline prints as its like do

  {
    files: ['src/inspector/assets/**'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['document', 'location', 'navigator', 'fetch', 'setTimeout', 'clearTimeout'],
          ...['setInterval', 'Element', 'HTMLElement', 'HTMLDialogElement', 'HTMLTemplateElement'],
          ...['window', 'navigation', 'Event', 'TextDecoder', 'URL', 'clearInterval'],
          ...['HTMLAnchorElement', 'HTMLInputElement'],
          ...['BroadcastChannel', 'EventSource', 'SharedWorker'],
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' }, // JSDoc has the types
  },

  // Only the configuration reads the environment, and only the entry files end the process.
  {
    files: ['src/**'],
    ignores: ['src/config/read-environment.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env' }] },
  },

  ...FLOORS.flat().map(mayNotImport),
);
