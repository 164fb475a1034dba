import '../config/require-node';
import { join } from 'node:path';
import { stopSignal } from '../app/lifecycle';
import { loadConfig } from '../config/config';
import { ConfigError } from '../config/config-error';
import { OWN_VARIABLES } from '../config/read-environment';
import { createDoors } from './doors';
import { lookForSave } from './look-for-save';
import { startReceiver, type ReceiverProcess } from './receiver-process';

const SOURCES = join(__dirname, '..');

/** Runs the receiver, and anew after each save, until a signal ends both. */
async function main(): Promise<void> {
  const doors = createDoors();
  const ending = new AbortController();
  let receiver: ReceiverProcess | undefined;
  const stopped = stopSignal().then((signal) => {
    ending.abort();
    doors.close();
    receiver?.end(signal);
  });
  process.on('exit', () => receiver?.end('SIGKILL')); // a second signal ends this process at once

  do {
    const sources = [SOURCES, ...ownHandlers()];
    // From before the start, so that it misses nothing.
    const look = lookForSave({ sources, variables: OWN_VARIABLES.envFile });
    receiver = startReceiver();
    const holdConnections = doors.attend(receiver.child);
    void receiver.ended.then(holdConnections);
    await Promise.race([look.saved, stopped]);
    look.close();
    holdConnections();
    await (ending.signal.aborted ? receiver.ended : receiver.replace());
  } while (!ending.signal.aborted);
}

/** Finds where HANDLERS has them, as far as it can be read: if not, the receiver says so. */
function ownHandlers(): string[] {
  try {
    const { handlers } = loadConfig().config;
    return handlers === undefined ? [] : [handlers];
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}

void main().then(() => process.exit(0));
