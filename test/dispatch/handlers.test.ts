import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listening, run } from '../support/child';
import { compiledCopy } from '../support/project-copy';

test('the start warns of a handler that no event has', async () => {
  const folder = compiledCopy();
  const handlers = `exports.handlers = { any() {}, ping() {}, 'workflow-complete\\n'() {} };`;
  writeFileSync(join(folder, 'src/handlers/index.js'), handlers);
  const receiver = await listening(run('node', [join(folder, 'src/index.js')]));
  await receiver.until(
    /! The handler "workflow-complete\\n" is for no event: use ping, workflow-completed, job-completed, unknown or any\.\n/,
  );
  expect(receiver.stdout()).not.toMatch(/! The handler "(any|ping)"/);
});
