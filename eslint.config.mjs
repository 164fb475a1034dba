import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Keeps the files of a folder from importing what they must not know of. */
function mayNotImport(folder, patterns, message) {
  return {
    files: [`src/${folder}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: patterns.map((regex) => ({ regex, message })) },
      ],
    },
  };
}

export default defineConfig(
  // test/package/ is what others write: it sees the package as it is installed, not these sources.
  globalIgnores(['dist/', 'coverage/', 'test/package/']),
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
          ...['window', 'navigation', 'Event', 'TextDecoder'],
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' }, // JSDoc has the types
  },

  // Only the configuration reads the environment, and only the entry files end the process.
  {
    files: ['src/**'],
    ignores: ['src/config/config.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env' }] },
  },

  // Dependencies point inwards: towards circleci/ and delivery.ts.
  mayNotImport(
    'circleci',
    ['^\\.\\./', '^express', '^body-parser$', '^morgan$', '^node:(fs|http|https|net|timers)'],
    'circleci/ is what is true of CircleCI whoever receives it: no I/O, and nothing from the rest of the project.',
  ),
  mayNotImport(
    'log',
    ['^\\.\\./(receiver|inspector|handlers|store|tunnel|cli)/', '^express'],
    'log/ is used by all others, and uses circleci/, config.ts and delivery.ts alone.',
  ),
  mayNotImport(
    'http',
    ['^\\.\\./(receiver|inspector|handlers|store|tunnel|cli)/', '^express'],
    'http/ is what those who send requests share; it uses log/ and delivery.ts alone.',
  ),
  mayNotImport(
    'receiver',
    ['^\\.\\./(inspector|tunnel|cli)/'],
    'receiver/ is the public door: nothing of the private side may be reached from it.',
  ),
  mayNotImport(
    'store',
    ['^\\.\\./(receiver|inspector|handlers|tunnel|cli)/', '^express'],
    'store/ is used by all others, and uses circleci/ and delivery.ts alone.',
  ),
  mayNotImport(
    'tunnel',
    ['^\\.\\./(receiver|inspector|handlers|store|cli)/', '^express'],
    'tunnel/ only learns of the public address, for others to show.',
  ),
  mayNotImport(
    'inspector',
    ['^(\\.\\./)+(receiver|tunnel|cli)/'],
    'inspector/ is the private door: what it shares with the public one stands outside of both.',
  ),
  mayNotImport(
    'cli',
    ['^(\\.\\./)+(receiver|inspector)/'],
    'cli/ talks to a running receiver and its inspector over HTTP, as anyone would.',
  ),
);
