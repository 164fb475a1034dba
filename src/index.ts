import './config/require-node';
import { ConfigError } from './config/config';
import { runApp } from './app/run-app';
import { ListenError } from './http/server';
import { StoreError } from './store/delivery-store';

runApp().then(
  () => process.exit(0),
  (error: unknown) => {
    if (
      error instanceof ConfigError ||
      error instanceof ListenError ||
      error instanceof StoreError
    ) {
      process.stderr.write(`The receiver cannot start:\n${error.message.replace(/^/gm, '  ')}\n`);
      process.exit(1);
    }
    throw error;
  },
);
