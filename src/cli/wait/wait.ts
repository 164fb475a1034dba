import { VARIABLES } from '../../config/environment';
import { parseDuration } from '../../config/parsers';
import { readEnvironment } from '../../config/read-environment';
import { nextDelivery } from '../../http/next-delivery';
import type { DeliveryFilter } from '../../store/filter';
import { QueryError, queryOf, readFilter } from '../../store/read-filter';
import { escapeJson } from '../../text/escape';
import type { CommandContext, Values } from '../framework/command';
import { CommandError, EXIT, fail } from '../framework/errors';
import type { OPTIONS } from './options';

/** Prints the next delivery that passes, or says that none came. */
export async function waitForDelivery(
  { timeout = '5m', ...given }: Values<typeof OPTIONS>,
  words: readonly string[],
  context: CommandContext,
): Promise<number> {
  const timeoutMs =
    parseDuration(String(timeout)) ??
    fail(`--timeout ${JSON.stringify(timeout)} is no duration: use 30s or 5m, an hour at most.`);
  const filter = filterOf(given, words);
  const delivery = await nextDelivery(filter, { inspector: inspectorOf(context), timeoutMs });
  if (delivery === undefined) {
    const wanted = decodeURIComponent(queryOf(filter).slice(1).replaceAll('+', ' '));
    context.terminal.warn(`Nothing came in ${String(timeout)}${wanted && ` that has ${wanted}`}.`);
    return EXIT.failed;
  }
  context.terminal.say(escapeJson(JSON.stringify(delivery)));
  return EXIT.done;
}

function filterOf(
  given: Values<typeof OPTIONS>,
  [type, ...more]: readonly string[],
): DeliveryFilter {
  if (more.length > 0) fail(`${JSON.stringify(more.join(' '))} is too much: TYPE is one word.`);
  if (type !== undefined && 'type' in given) fail('Give TYPE or --type, not both.');
  const values: [string, unknown][] = Object.entries({
    ...given,
    ...(type !== undefined && { type }),
  });
  try {
    return readFilter(
      Object.fromEntries(values.map(([name, value]) => [name, value === true ? '1' : value])),
    );
  } catch (error) {
    if (error instanceof QueryError) return fail(`--${error.message}.`);
    throw error;
  }
}

function inspectorOf(context: CommandContext): string {
  const port = VARIABLES.inspectorPort.read(readEnvironment(context));
  if (port !== undefined) return `http://127.0.0.1:${port}`;
  throw new CommandError(
    'There is no inspector to ask: set INSPECTOR_PORT to its port, as the receiver prints it.',
  );
}
