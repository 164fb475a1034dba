import { runApp } from '../../app/run-app';
import type { CommandContext, Values } from '../framework/command';
import { EXIT, fail } from '../framework/errors';
import { webhookName } from '../shared/webhook-name';
import { attend } from './attend';
import { loadForLive } from './load-config';
import type { OPTIONS } from './options';

/** Runs the receiver with a tunnel and a webhook until a signal ends it. */
export async function live(
  values: Values<typeof OPTIONS>,
  context: CommandContext,
): Promise<number> {
  if (values.keep === true && values.delete === true) {
    fail('--keep and --delete exclude each other.');
  }
  const name = webhookName(values.name);
  await runApp({
    load: async () => loadForLive(context),
    steps: false,
    attend: async (running) => attend(running, name, values, context.terminal),
  });
  return EXIT.done;
}
