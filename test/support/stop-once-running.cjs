'use strict';

const fs = require('node:fs');

const { write } = fs;
fs.write = (fd, buffer, ...rest) => {
  if (buffer.includes('Running on')) process.kill(process.pid, 'SIGTERM');
  write(fd, buffer, ...rest);
};
