import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TYPES, STATUSES } from '../../../../src/circleci/event-types';
import { PROVIDERS } from '../../../../src/circleci/samples/settings';
import { SCENARIOS } from '../../../../src/cli/send/scenarios';
import type { DeliveryStore, KeptDelivery } from '../../../../src/store/delivery-store';
import { PROJECT } from '../../../support/paths';
import { send, type Sent } from '../../../support/sender';
import { startStandIn } from '../../../support/stand-in';
import { startInspector } from '../../../support/test-inspector';
import { until } from '../../../support/until';

/** Between two events that are sent together; longer pauses are for people. */
const SHORT_MS = 100;

/** Waits, in the place of a short pause, until what was sent before it is kept. */
async function waitForKept(store: DeliveryStore): Promise<void> {
  const { accepted: before } = await store.count();
  await until(store, 'the event before', async () => (await store.count()).accepted > before);
}

/** Plays a scenario to its end, and gives what the receiver kept of it, oldest first. */
async function play(
  name: string,
  options: readonly string[] = [],
  secret?: null,
): Promise<{ sent: Sent; kept: KeptDelivery[]; waits: number[] }> {
  const inspector = await startInspector(secret === undefined ? {} : { secret });
  const environment = {
    PORT: String(inspector.receiver.port),
    ...(secret === null && { CIRCLECI_WEBHOOK_SECRET: '' }),
  };
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms);
    if (ms < SHORT_MS) await waitForKept(inspector.store);
  };
  const sent = await send(['scenario', name, '--json', ...options], environment, { wait });
  const count = sent.stdout === '' ? 0 : sent.lines().length;
  return { sent, kept: await keptIn(inspector.store, count), waits };
}

async function keptIn(store: DeliveryStore, count: number): Promise<KeptDelivery[]> {
  let kept: (KeptDelivery | undefined)[] = [];
  await until(store, `${count} deliveries with their answers`, async () => {
    const { deliveries } = await store.list({ limit: 100 });
    kept = await Promise.all(deliveries.map(async ({ id }) => store.get(id)));
    return kept.length >= count && kept.every((delivery) => delivery?.answer !== undefined);
  });
  return kept.filter((delivery) => delivery !== undefined).reverse();
}

interface Body {
  readonly pipeline: { readonly id: string; readonly created_at: string };
  readonly workflow: {
    readonly id: string;
    readonly created_at: string;
    readonly stopped_at: string;
  };
  readonly happened_at: string;
  readonly id: string;
}

const bodyOf = ({ body }: KeptDelivery): Body => JSON.parse(body.toString()) as Body;
const titles = (kept: readonly KeptDelivery[]): string[] =>
  kept.map(({ event }) => `${event?.type ?? ''} ${event?.status ?? ''} ${event?.name ?? ''}`);

test('pipeline: jobs, then their workflow, the last two 35 to 54 ms apart', async () => {
  const options = ['--provider', 'gitlab', '--project', 'acme/api'];
  const { sent, kept, waits } = await play('pipeline', options);
  expect(sent.code).toBe(0);
  expect(titles(kept)).toEqual([
    'job-completed success lint',
    'job-completed success build',
    'job-completed success unit-tests',
    'job-completed success deploy',
    'workflow-completed success build-and-test',
  ]);
  const bodies = kept.map(bodyOf);
  expect(new Set(bodies.map(({ pipeline }) => pipeline.id)).size).toBe(1);
  expect(new Set(bodies.map(({ workflow }) => workflow.id)).size).toBe(1);
  expect(new Set(bodies.map(({ id }) => id)).size).toBe(5);
  expect(bodies.map(({ happened_at: at }) => at)).toEqual(
    bodies.map(({ happened_at: at }) => at).sort(),
  );
  expect(kept.every(({ event }) => event?.project === 'api')).toBe(true);
  const short = waits.filter((ms) => ms < SHORT_MS);
  expect(short).toHaveLength(1);
  expect(short.every((ms) => ms >= 35 && ms <= 54)).toBe(true);
});

test('failure: a job fails, and the workflow with it', async () => {
  const { sent, kept } = await play('failure', ['--workflow', 'nightly']);
  expect(sent.code).toBe(0);
  expect(titles(kept)).toEqual([
    'job-completed success lint',
    'job-completed success build',
    'job-completed failed unit-tests',
    'workflow-completed failed nightly',
  ]);
});

test('cancel-storm: one more workflow event than jobs, the first without duration', async () => {
  const { sent, kept } = await play('cancel-storm');
  expect(sent.code).toBe(0);
  const workflows = kept.filter(({ event }) => event?.type === 'workflow-completed').map(bodyOf);
  const jobs = kept.filter(({ event }) => event?.type === 'job-completed');
  expect([workflows.length, jobs.length]).toEqual([5, 4]);
  expect(new Set(workflows.map(({ workflow }) => workflow.id)).size).toBe(1);
  expect(new Set(workflows.map(({ id }) => id)).size).toBe(5);
  const durations = workflows
    .map(({ workflow }) => Date.parse(workflow.stopped_at) - Date.parse(workflow.created_at))
    .sort((one, other) => one - other);
  expect(durations[0]).toBe(0);
  expect(durations[1]).toBeGreaterThan(0);
  expect(new Set(durations).size).toBe(5);
});

test('duplicate: the same three times, of which two are duplicates', async () => {
  const { sent, kept } = await play('duplicate');
  expect(sent.code).toBe(0);
  expect(kept.map(({ body }) => body)).toEqual(Array(3).fill(kept[0]?.body));
  expect(kept.filter(({ duplicateOf }) => duplicateOf === undefined)).toHaveLength(1);
});

test('rerun: the same pipeline, another workflow', async () => {
  const { sent, kept } = await play('rerun');
  expect(sent.code).toBe(0);
  expect(titles(kept).filter((title) => title.startsWith('workflow'))).toEqual([
    'workflow-completed failed build-and-test',
    'workflow-completed success build-and-test',
  ]);
  expect(new Set(kept.map((delivery) => bodyOf(delivery).pipeline.id)).size).toBe(1);
  expect(new Set(kept.map((delivery) => bodyOf(delivery).workflow.id)).size).toBe(2);
  const [first, again] = kept
    .filter(({ event }) => event?.type === 'workflow-completed')
    .map((delivery) => bodyOf(delivery).workflow);
  expect(Date.parse(again?.created_at ?? '')).toBeGreaterThan(Date.parse(first?.stopped_at ?? ''));
});

test('retry: what was accepted comes again, as if the answer had been late', async () => {
  const { sent, kept } = await play('retry');
  expect(sent.code).toBe(0);
  expect(kept).toHaveLength(2);
  expect(kept[1]).toMatchObject({ duplicateOf: kept[0]?.id, body: kept[0]?.body });
});

test('retry: answers are chosen in the inspector, if there is one, and the same comes until it is taken', async () => {
  const inspector = await startInspector();
  const { port, receiver, store } = inspector;
  const environment = { PORT: String(receiver.port), INSPECTOR_PORT: String(port) };
  const { code, stdout } = await send(['scenario', 'retry'], environment);
  expect(code).toBe(0);
  expect(stdout).toContain('The inspector has the first 2 answered 503.');
  expect(stdout).toMatch(/attempt 1 +503 [^]*attempt 2 +503 [^]*attempt 3 +200 OK .* duplicate\n/);
  const kept = await keptIn(store, 3);
  expect(kept.map(({ answer }) => answer?.status)).toEqual([503, 503, 200]);
  expect(receiver.answers.current()).toBeUndefined();
  const [, link = ''] = /lists when it came: (\S+)/.exec(stdout) ?? [];
  expect(new URL(link).port).toBe(String(port));
  expect(await (await fetch(link)).text()).toContain(kept[0]?.id);

  const elsewhere = ['scenario', 'retry', '--url', receiver.url];
  const other = await send(elsewhere, environment);
  expect([other.code, other.stdout]).toEqual([0, expect.stringContaining('What --url names')]);
  expect(other.stdout).toContain('So the receiver answers as it does by itself.');

  const alone = await send(['scenario', 'retry'], { ...environment, INSPECTOR_PORT: '1' });
  expect(alone.stdout).toContain('The inspector does not answer at http://127.0.0.1:1: start');
});

describe('forged', () => {
  test('every forgery is refused, for every reason there is, and the right one is not', async () => {
    const { sent, kept } = await play('forged');
    expect(sent.code).toBe(0);
    const reasons = kept.map(({ signature }) =>
      'reason' in signature ? signature.reason : signature.verdict,
    );
    expect(reasons.pop()).toBe('valid');
    expect(reasons).not.toContain('valid');
    expect(new Set(reasons)).toEqual(
      new Set([
        ...['missing-signature', 'malformed-signature', 'unsupported-version'],
        'signature-mismatch',
      ]),
    );
  });

  test('ends with 1 where a receiver lets forgeries through', async () => {
    const { receiver } = await startInspector({ secret: null });
    const { code, stdout } = await send(['scenario', 'forged', '--secret', 'any'], {
      PORT: String(receiver.port),
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/!! {2}no signature +200 OK/);
    expect(stdout).toContain('19 sent; 18 not answered as they should be (!!).');
  });

  test('ends with 1 where what refuses is not the receiver: any 403 is not its own', async () => {
    const { url } = await startStandIn((req, res) => {
      req.resume();
      res.writeHead(403, { 'content-type': 'text/html' }).end('<title>ERR_NGROK_3204</title>');
    });
    const { code, stdout } = await send(['scenario', 'forged', '--url', url]);
    expect(code).toBe(1);
    expect(stdout).toContain('19 sent; 19 not answered as they should be (!!).');
  });

  test('needs a secret', async () => {
    const { code, stderr } = await send(['scenario', 'forged'], {
      PORT: '1',
      CIRCLECI_WEBHOOK_SECRET: '',
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining('forged needs a secret')]);
  });
});

test('shapes: every provider and status', async () => {
  const { sent, kept } = await play('shapes');
  expect(sent.code).toBe(0);
  const told = (find: (event: KeptDelivery) => unknown): Set<unknown> => new Set(kept.map(find));
  expect(told(({ event }) => event?.type)).toEqual(new Set(EVENT_TYPES));
  expect(told(({ event }) => event?.status)).toEqual(
    new Set([undefined, ...Object.values(STATUSES).flat()]),
  );
  for (const provider of PROVIDERS) expect(sent.stdout).toContain(`: ${provider}, a tag`);
  expect(kept.flatMap(({ notes }) => notes)).toEqual([]);
});

test('drift: all of it is accepted', async () => {
  const { sent, kept } = await play('drift', [], null);
  expect(sent.code).toBe(0);
  expect(kept).toHaveLength(17);
  expect(kept.map(({ answer }) => answer?.status)).toEqual(Array(17).fill(200));
});

test('each scenario prints what it sent, and how it was answered', async () => {
  const { receiver } = await startInspector();
  const { stdout } = await send(['scenario', 'failure'], { PORT: String(receiver.port) });
  expect(stdout).toMatch(/^failure: a pipeline of which a job fails, and with it the workflow\n/);
  expect(stdout).toMatch(/\n {2}ok {2}job-completed failed: unit-tests +200 OK in [\d.]+ ms\n/);
  expect(stdout).toMatch(/\n4 sent, and answered as they should be\.\n$/);
});

test('docs/sending.md lists the scenarios, in the order of the help', () => {
  const page = readFileSync(join(PROJECT, 'docs/sending.md'), 'utf8');
  const [, table = ''] = page.split(/^\| scenario .*\n/m);
  const [listed = ''] = table.split('\n\n');
  expect([...listed.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)).toEqual(
    SCENARIOS.map(({ name }) => name),
  );
});
