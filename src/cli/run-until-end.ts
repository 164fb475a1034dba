import {
  EXIT,
  explainFailure,
  parseArguments,
  type Command,
  type Options,
  type Values,
} from './command';

/** Runs a command that lasts until a signal ends it, and then the process. */
export function runUntilEnd<const O extends Options>(
  command: Pick<Command<O>, 'usage' | 'options'>,
  run: (values: Values<O>) => Promise<void>,
): void {
  const values = parseArguments(command);
  if (values === undefined) return;
  run(values).then(
    () => process.exit(EXIT.done),
    (error: unknown) => process.exit(explainFailure(error)),
  );
}
