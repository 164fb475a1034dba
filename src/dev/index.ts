import '../config/require-node';
import { join } from 'node:path';
import { stopSignal } from '../app/lifecycle';
import { PROJECT_FOLDER } from '../config/project-folder';
import { createDoors } from './doors';
import { lookForSave } from './look-for-save';
import { startReceiver, type ReceiverProcess } from './receiver-process';

const SOURCES = join(__dirname, '..');
const VARIABLES = join(PROJECT_FOLDER, '.env');

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
    const look = lookForSave(SOURCES, VARIABLES); // from before the start, so that it misses nothing
    receiver = startReceiver();
    const holdConnections = doors.attend(receiver.child);
    void receiver.ended.then(holdConnections);
    await Promise.race([look.saved, stopped]);
    look.close();
    holdConnections();
    await (ending.signal.aborted ? receiver.ended : receiver.replace());
  } while (!ending.signal.aborted);
}

void main().then(() => process.exit(0));
