'use strict';

process.on('SIGUSR2', () => {
  throw new Error('thrown by a test');
});
