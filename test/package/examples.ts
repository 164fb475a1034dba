import { join } from 'node:path';
import ts from 'typescript';
import { PROJECT } from '../support/paths';

export interface ExportedFunction {
  readonly name: string;
  /** The code in its docstring; "" if there is none. */
  readonly example: string;
}

/** Finds the functions that the package exports, by its sources. */
export function exportedFunctions(): ExportedFunction[] {
  const entry = join(PROJECT, 'src/package/index.ts');
  const program = ts.createProgram([entry], { noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing.`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => checker.getAliasedSymbol(symbol))
    .filter(({ flags }) => (flags & ts.SymbolFlags.Function) !== 0)
    .map((symbol) => {
      const tag = symbol.getJsDocTags(checker).find(({ name }) => name === 'example');
      return { name: symbol.name, example: ts.displayPartsToString(tag?.text) };
    });
}

/** Makes an example a module, with what it takes for given: the package's functions, and an app's own things. */
export function exampleFile(example: string): string {
  const names = exportedFunctions().map(({ name }) => name);
  return `
import express from 'express';
import { ${names.join(', ')} } from 'circleci-webhook-receiver';
declare const header: string | undefined;
declare const body: Buffer<ArrayBuffer>;
declare const secret: string;
declare const url: string;
void [express, header, body, secret, url];
{
${example}
}
`;
}
