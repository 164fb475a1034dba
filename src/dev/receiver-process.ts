import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { tell } from './doors';

/** What is not done by then is cut off; handlers run again then, as after any crash. */
const STOPS_WITHIN_MS = 3_000;

export interface ReceiverProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  /** Ends it soon, so that another one can start. */
  readonly replace: () => Promise<void>;
  /** Passes a signal on, by which it ends in its own time. */
  readonly end: (signal: NodeJS.Signals) => void;
}

/** Starts the receiver from its sources as they are now. If it ends by itself, that is told. */
export function startReceiver(): ReceiverProcess {
  const child = fork(join(__dirname, 'receiver.ts'), process.argv.slice(2), {
    execArgv: ['--require', 'ts-node/register'],
  });
  let isWanted = true;
  const ended = once(child, 'exit').then(() => {
    if (isWanted) process.stderr.write('It starts again once a file is saved.\n');
  });
  return {
    child,
    ended,
    async replace() {
      isWanted = false;
      tell(child, { order: 'stop' });
      const cutOff = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
      await ended;
      clearTimeout(cutOff);
    },
    end(signal) {
      isWanted = false;
      child.kill(signal);
    },
  };
}
