import { delivery } from '../support/delivery';
import { WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { startInspector, type TestInspector } from '../support/test-inspector';
import { turnsDuring } from '../support/turns';

const COUNT = 100;

/** Goes on, also from one test to the next: a clock that is set back would stop the slices from ending. */
let time = performance.now();

/** Has every piece of work take longer than it may. */
function slowClock(): void {
  jest.spyOn(performance, 'now').mockImplementation(() => (time += 20));
}

afterEach(() => {
  jest.restoreAllMocks();
});

async function filled(): Promise<TestInspector> {
  const inspector = await startInspector();
  for (let count = 0; count < COUNT; count += 1) {
    await inspector.store.save(delivery({ body: WORKFLOW_COMPLETED_BODY }), { accepted: true });
  }
  return inspector;
}

test.each([
  ['the archive', '/deliveries.har'],
  ['a list of the API', `/api/requests/http?limit=${COUNT}`],
  ['the pipelines', '/pipelines'],
])('deliveries come in between any two that are read for %s', async (_, path) => {
  const { url } = await filled();
  slowClock();
  const turns = await turnsDuring(async () => (await fetch(url + path)).text());
  expect(turns).toBeGreaterThan(COUNT);
});

test('deliveries come in between the steps in which pages are made of a large body', async () => {
  const { url, store } = await startInspector();
  const { id } = await store.save(delivery({ body: Buffer.alloc(1024 * 1024) }), {
    accepted: true,
  });
  slowClock();
  const pages = 10;
  const turns = await turnsDuring(async () => {
    const asked = Array.from({ length: pages }, async () => fetch(`${url}/deliveries/${id}`));
    for (const answer of await Promise.all(asked)) await answer.text();
  });
  expect(turns).toBeGreaterThan(3 * pages);
});
