import { parseDuration } from '../../config/parsers';
import { nextDelivery } from '../../http/next-delivery';
import type { DeliveryFilter } from '../../store/filter';
import { escapeJson, escapeLine } from '../../text/escape';
import type { CommandContext, Values } from '../framework/command';
import { EXIT, fail } from '../framework/errors';
import { filterOf, filterText } from '../shared/filter-options';
import { inspectorOf } from '../shared/inspector-of';
import type { OPTIONS } from './options';

/** Prints the next delivery that passes, or says that none came, and what came instead. */
export async function waitForDelivery(
  { timeout = '5m', ...given }: Values<typeof OPTIONS>,
  words: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { say, warn } = context.terminal;
  const timeoutMs =
    parseDuration(String(timeout)) ??
    fail(`--timeout ${JSON.stringify(timeout)} is no duration: use 30s or 5m, an hour at most.`);
  const filter = wantedOf(given, words);
  const inspector = inspectorOf(context);
  let others: readonly string[] = [];
  const onOthers = (titles: readonly string[]): void => {
    others = titles;
  };
  const delivery = await nextDelivery(filter, { inspector, timeoutMs, onOthers });
  if (delivery === undefined) {
    const wanted = filterText(filter);
    warn(`Nothing came in ${String(timeout)}${wanted && ` that has ${wanted}`}.`);
    if (others.length > 0) warn(`What came instead: ${others.map(escapeLine).join(', ')}.`);
    return EXIT.failed;
  }
  say(escapeJson(JSON.stringify(delivery)));
  return EXIT.done;
}

function wantedOf(
  given: Values<typeof OPTIONS>,
  [type, ...more]: readonly string[],
): DeliveryFilter {
  if (more.length > 0) fail(`${JSON.stringify(more.join(' '))} is too much: TYPE is one word.`);
  if (type !== undefined && 'type' in given) fail('Give TYPE or --type, not both.');
  return filterOf({ ...given, ...(type !== undefined && { type }) });
}
