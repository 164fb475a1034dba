import { BULK_ACTIONS, BULK_RATES, BULK_WORDS, deliveries } from '../../delivery/bulk';
import { escapeLine } from '../../text/escape';
import type { CommandContext, Values } from '../framework/command';
import { EXIT, fail } from '../framework/errors';
import { consentOf } from '../shared/consent';
import { filterOf, filterText } from '../shared/filter-options';
import { inspectorOf } from '../shared/inspector-of';
import { createProgress } from '../shared/progress';
import {
  createBulkApi,
  type BulkApi,
  type Job,
  type Order,
  type Preview,
  type Told,
} from './bulk-api';
import type { OPTIONS } from './options';

const LOOK_EVERY_MS = 200;

/** How long Ctrl-C waits for the inspector. */
const STOP_TIMEOUT_MS = 3_000;

/** Does something with all deliveries that pass, and says what came of it. */
export async function replayMany(
  values: Values<typeof OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const order = orderOf(values);
  const api = createBulkApi(inspectorOf(context));
  const preview = await api.preview(order);
  for (const line of previewLines(order, preview)) terminal.say(line);
  const { count, last } = preview;
  if (count === 0 || last === null || values['dry-run'] === true) return EXIT.done;
  const question = BULK_WORDS[order.action].ask(deliveries(count));
  if (values.yes !== true && !(await isWanted(question, order, context))) return EXIT.failed;
  const starting = api.start({ ...order, last: last.id });
  context.beforeInterrupt(async () => {
    await api.stop(await starting, AbortSignal.timeout(STOP_TIMEOUT_MS));
    terminal.warn('\nIt is stopped: what was not done by then is not.');
  });
  return report(await follow(await starting, api, context), order, context);
}

function orderOf({ action, forward, handlers, rate, ...given }: Values<typeof OPTIONS>): Order {
  const named = [action, forward && 'forward', handlers && 'handlers'].filter((name) => name);
  if (named.length > 1) fail('Give one of --action, --forward and --handlers.');
  const [name = 'replay'] = named;
  return {
    action:
      BULK_ACTIONS.find((one) => one === name) ??
      fail(`--action ${JSON.stringify(name)} is none: use ${BULK_ACTIONS.join(', ')}.`),
    filter: filterOf(given),
    ...(rate !== undefined && { rate: rateOf(rate) }),
  };
}

function rateOf(text: string): number {
  const { least, most } = BULK_RATES;
  const rate = Number(text);
  if (rate >= least && rate <= most) return rate;
  return fail(`--rate ${JSON.stringify(text)} is no rate: use a number from ${least} to ${most}.`);
}

function previewLines({ action, filter }: Order, preview: Preview): string[] {
  const { matching, count, first, last } = preview;
  const wanted = filterText(filter);
  const passing = wanted === '' ? 'kept' : `with ${escapeLine(wanted)}`;
  if (matching === 0) return [`There is no delivery ${passing}.`];
  const left = matching - count;
  const { leftOut } = BULK_WORDS[action];
  return [
    `${deliveries(matching)} ${passing}${left > 0 ? `; left out: ${left} (${leftOut})` : ''}.`,
    ...(first === null ? [] : [`  first  ${told(first)}`]),
    ...(last === null || count === 1 ? [] : [`  last   ${told(last)}`]),
  ];
}

function told({ start, event, request: { method, uri } }: Told): string {
  return escapeLine(`${start}  ${event?.title ?? 'no event'}  ${method} ${uri}`);
}

/** Asks, if someone is there; nobody is asked elsewhere, but nothing is deleted unasked. */
async function isWanted(
  question: string,
  { action }: Order,
  { terminal }: CommandContext,
): Promise<boolean> {
  if (action === 'delete') return consentOf(terminal, 'add --yes to delete them')(question);
  return (await terminal.ask(question)) ?? true;
}

/** Waits for the end of a job, and shows how far it is. */
async function follow(
  started: Job,
  api: BulkApi,
  { terminal, wait }: CommandContext,
): Promise<Job> {
  const progress = createProgress(terminal, started.total, () => performance.now(), 'failed');
  let job = started;
  while (job.state === 'running') {
    progress.update(job.done + job.failed, job.failed);
    await wait(LOOK_EVERY_MS);
    job = await api.look(job);
  }
  progress.clear();
  return job;
}

function report(
  { state, total, done, failed, left, failures }: Job,
  { action }: Order,
  { terminal }: CommandContext,
): number {
  const stopped = state === 'stopped' ? `, ${left} left as it was stopped` : '';
  terminal.say(
    `${done} of ${total} ${BULK_WORDS[action].done}${failed > 0 ? `, ${failed} failed` : ''}${stopped}.`,
  );
  for (const { id, problem } of failures) terminal.warn(`  ${escapeLine(`${id}  ${problem}`)}`);
  if (failed > failures.length) terminal.warn(`  and ${failed - failures.length} more`);
  return done === total ? EXIT.done : EXIT.failed;
}
