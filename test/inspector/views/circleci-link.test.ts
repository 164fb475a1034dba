import { workflowEvent } from '../../support/events';
import { startInspector } from '../../support/test-inspector';

const ELSEWHERE = 'https://app.circleci.com.evil.example/login';

async function pageOf(url: string, path: string): Promise<string> {
  return (await fetch(url + path)).text();
}

/** Reads the page of a call that tells such an address of its workflow, and that of its pipeline. */
async function pagesOf(
  workflowUrl: string,
  options: { signature?: string; circleCiUrl?: URL } = {},
): Promise<{ delivery: string; pipelines: string }> {
  const { signature, ...inspectorOptions } = options;
  const inspector = await startInspector(inspectorOptions);
  const event = workflowEvent({ workflow: { url: workflowUrl } });
  const headers = signature === undefined ? {} : { 'circleci-signature': signature };
  const { id } = await inspector.deliver(event, { headers });
  return {
    delivery: await pageOf(inspector.url, `/deliveries/${id}`),
    pipelines: await pageOf(inspector.url, '/pipelines'),
  };
}

test.each([
  ['a forged call', { signature: `v1=${'0'.repeat(64)}` }],
  ['a signed one', {}],
])('%s is not linked to where it likes', async (_, options) => {
  const { delivery, pipelines } = await pagesOf(ELSEWHERE, options);
  expect(delivery + pipelines).not.toContain(`href="${ELSEWHERE}`);
  expect(delivery).not.toContain('in CircleCI, in a new tab');
  expect(pipelines).not.toContain('this workflow in a new tab');
  expect(delivery).toContain(`<dd>${ELSEWHERE}</dd>`); // as text
});

test('an address in CircleCI is linked, and not shown besides', async () => {
  const url = 'https://app.circleci.com/pipelines/x';
  const { delivery, pipelines } = await pagesOf(url);
  expect(delivery).toContain(`href="${url}"`);
  expect(delivery).not.toContain(`<dd>${url}</dd>`);
  expect(pipelines).toContain(`href="${url}"`);
});

test('a CircleCI server of one’s own is CircleCI, and then the cloud is not', async () => {
  const circleCiUrl = new URL('https://ci.example.com');
  const own = await pagesOf('https://ci.example.com/pipelines/x', { circleCiUrl });
  expect(own.delivery).toContain('href="https://ci.example.com/pipelines/x"');
  const cloud = await pagesOf('https://app.circleci.com/pipelines/x', { circleCiUrl });
  expect(cloud.delivery).not.toContain('href="https://app.circleci.com');
});
