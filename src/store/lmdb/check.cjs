'use strict';
// Looks through LMDB's data, in a process of its own that may crash over it. Run as `node check.cjs FOLDER`.

const { statSync } = require('node:fs');
const { join } = require('node:path');
const { open } = require('lmdb');

async function check(path) {
  const root = open({ path, noSubdir: false });
  const { lastPageNumber, pageSize } = root.getStats();
  // A file that is shorter was cut off, or its last pages were given up before they were ever written.
  const isWhole = statSync(join(path, 'data.mdb')).size >= (lastPageNumber + 1) * pageSize;

  for (const name of [...root.getKeys()]) {
    const database = root.openDB(name, { encoding: 'binary', keyEncoding: 'binary' });
    // Counting visits all pages, but for those of long values: they are visited as they are read.
    const isFull = database.getKeysCount() === database.getStats().entryCount;
    if (!isFull) throw new Error(`Some of ${name} is lost.`);
    if (!isWhole) for (const entry of database.getRange()) void entry;
  }
  await root.openDB('about', {}).put('checked', Date.now()); // visits the list of free pages
  await root.close();
}

void check(process.argv[2]);
