import { readPipelines } from '../../src/inspector/read-pipelines';
import { delivery } from '../support/delivery';
import { WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { openStore } from '../support/test-store';
import { turnsDuring } from '../support/turns';

test('others run while many bodies are parsed', async () => {
  const store = await openStore();
  for (let count = 0; count < 20; count += 1) {
    await store.save(delivery({ body: WORKFLOW_COMPLETED_BODY }), { accepted: true });
  }
  let found = 0;
  const turns = await turnsDuring(async () => {
    found = (await readPipelines(store, { filter: {} })).pipelines.length;
  });
  expect(found).toBe(1);
  expect(turns).toBeGreaterThan(15);
});
