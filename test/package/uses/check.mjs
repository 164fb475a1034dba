import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';

const [, , tarball] = process.argv;
const bytes = new Uint8Array(readFileSync(tarball));
const { problems, entrypoints } = await checkPackage(createPackageFromTarballData(bytes));
const { messages } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
console.log(JSON.stringify({ entrypoints: Object.keys(entrypoints), problems, messages }));
