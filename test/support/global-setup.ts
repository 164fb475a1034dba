import type { Options } from '@swc/core';
import { compileSources } from './compile-sources';
import { offerPostgres } from './offer-postgres';

/** As jest hands it over: of its settings, how each kind of file is compiled. */
interface ProjectConfig {
  readonly transform: readonly (readonly [pattern: string, transformer: string, Options])[];
}

/** Runs once, before all test files. */
export default async function setUp(_global: unknown, { transform }: ProjectConfig): Promise<void> {
  compileSources((file) => transform.find(([pattern]) => new RegExp(pattern).test(file))?.[2]);
  await offerPostgres();
}
