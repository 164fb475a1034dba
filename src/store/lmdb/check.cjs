'use strict';
// Looks through LMDB's data, in a process of its own that may crash over it. Run as `node check.cjs FOLDER`.

const { statSync } = require('node:fs');
const { join } = require('node:path');
const { open } = require('lmdb');

const DELIVERIES = ['accepted', 'duplicates', 'others'];
const DATABASES = [...DELIVERIES, 'outcomes', 'waiting', 'firsts', 'remembered'];

async function check(path) {
  const root = open({ path, noSubdir: false });
  const { lastPageNumber, pageSize } = root.getStats();
  const { size } = statSync(join(path, 'data.mdb'));
  if (size < (lastPageNumber + 1) * pageSize) throw new Error('The file is shorter than it was.');

  for (const name of DATABASES) {
    const keyEncoding = name === 'firsts' ? 'binary' : undefined;
    const database = root.openDB(name, { encoding: 'binary', keyEncoding });
    // Pages are only visited as they are read. Of deliveries the keys will do: there may be much behind them.
    for (const entry of DELIVERIES.includes(name) ? database.getKeys() : database.getRange()) {
      void entry;
    }
  }
  await root.openDB('about', {}).put('checked', Date.now()); // visits the list of free pages
  await root.close();
}

void check(process.argv[2]);
