import type { Page } from 'playwright-core';
import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import {
  action,
  job,
  startOutputs,
  testResult,
  type FailedRuns,
} from '../../support/circleci-failures-stand-in';
import { startCircleCi, TOKEN, type CircleCiStandIn } from '../../support/circleci-stand-in';
import { jobEvent, workflowEvent } from '../../support/events';
import { detail } from '../../support/inspector-page';
import { startInspector, type TestInspector } from '../../support/test-inspector';

const WORKFLOW = '3d2c1b0a-9f8e-4d7c-b6a5-948372615041';
const FAILED = workflowEvent({ workflow: { status: 'failed' } });
const PATH = 'github/example/shop/7';
const HOSTILE = '<script>document.title="owned"</script>\u001b]0;owned\u0007\u202e';

interface Started extends TestInspector {
  readonly circleCi: CircleCiStandIn;
  readonly known: FailedRuns;
}

async function start(token = TOKEN): Promise<Started> {
  const lines = Array.from({ length: 4_000 }, (_, index) => `line ${index} of the output`);
  const outputs = await startOutputs({ '/test': [...lines, HOSTILE, 'the last line'].join('\n') });
  const step = action('npm test', { exitCode: 1, outputUrl: `${outputs.url}/test` });
  const known: FailedRuns = {
    workflows: { [WORKFLOW]: [job('build', 'success', 6), job('test', 'failed', 7)] },
    builds: { [PATH]: [{ name: 'npm test', actions: [step] }] },
    tests: { [PATH]: [testResult('rounds to whole cents', { message: HOSTILE })] },
    reruns: [],
    running: new Set(),
  };
  const circleCi = await startCircleCi({ failures: known });
  const inspector = await startInspector({
    circleCiUrl: new URL(circleCi.url),
    ...(token !== '' && { token }),
  });
  return { ...inspector, circleCi, known };
}

async function answer(page: Page, name: string, button = name): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
}

describeInBrowser('why something failed', () => {
  test('is shown at a click, and is there again without CircleCI', async () => {
    const { url, deliver, circleCi } = await start();
    const { id } = await deliver(FAILED);
    const page = await openPage(`${url}/deliveries/${id}?status=failed`);
    await page.getByRole('button', { name: 'Why did it fail?' }).click();
    const failure = page.locator('#failure');
    await failure.getByText('rounds to whole cents').waitFor();
    expect(page.url()).toBe(`${url}/deliveries/${id}?status=failed`);
    await circleCi.stop();
    await page.reload();
    const text = await failure.innerText();
    for (const part of ['test', '#7', 'npm test', 'exit code 1', 'test/prices.test.ts', '250 ms']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('the last line');
    expect(text).toContain('<script>document.title="owned"</script>');
    expect(text).toContain('\\u202e');
    expect(await page.title()).not.toContain('owned');
    const isAtEnd = await page.evaluate(`(() => {
      const [tail, output] = document.querySelectorAll('.tail, .tail pre');
      const isLonger = tail.scrollHeight > 2 * tail.clientHeight;
      return isLonger && output.getBoundingClientRect().bottom <= tail.getBoundingClientRect().bottom;
    })()`);
    expect(isAtEnd).toBe(true);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.content()).not.toContain(TOKEN);
  });

  test('shows by itself if CircleCI was asked at once', async () => {
    const { url, deliver, store } = await startInspector({ token: TOKEN, isSoon: true });
    const { id } = await deliver(FAILED);
    const page = await openPage(`${url}/deliveries/${id}`);
    await page.getByRole('button', { name: 'Why did it fail?' }).waitFor();
    const notes = ['The pipeline has an error: no such job'];
    await store.recordFailure(id, { readAt: '2026-11-02T09:22:00.000Z', jobs: [], notes });
    await page.getByText('no such job').waitFor();
  });

  test('is said not to be told, and why', async () => {
    const { url, deliver, circleCi } = await start();
    const { id } = await deliver(FAILED);
    const page = await openPage(`${url}/deliveries/${id}`);
    circleCi.mishaps.push({ status: 401 });
    await page.getByRole('button', { name: 'Why did it fail?' }).click();
    await detail(page).getByText('does not accept CIRCLECI_TOKEN').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'Why did it fail?' }).waitFor();
  });

  test('has a sentence on how to get a token in its place, and no button', async () => {
    const { url, deliver } = await start('');
    const { id } = await deliver(FAILED);
    const page = await openPage(`${url}/deliveries/${id}`);
    await page.getByText('set CIRCLECI_TOKEN in .env to a personal API token').waitFor();
    for (const name of ['Why did it fail?', 'Rerun', 'Rerun from failed'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
  });
});

describeInBrowser('the workflow of a delivery', () => {
  test('is rerun after a question, from the start or from what failed', async () => {
    const { url, deliver, known } = await start();
    const { id } = await deliver(FAILED);
    const page = await openPage(`${url}/deliveries/${id}`);
    expect(await page.getByRole('button', { name: 'Cancel workflow' }).count()).toBe(0);
    await answer(page, 'Rerun', 'Not now');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await answer(page, 'Rerun from failed');
    await detail(page).getByText('CircleCI runs it again, as workflow').waitFor();
    await page.getByRole('link', { name: 'Back to the delivery' }).click();
    await answer(page, 'Rerun');
    await detail(page).getByText('CircleCI runs it again, as workflow').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(known.reruns?.map(({ of, fromFailed }) => [of, fromFailed])).toEqual([
      [WORKFLOW, true],
      [WORKFLOW, false],
    ]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('is canceled after a question, as long as it runs', async () => {
    const { url, deliver, known } = await start();
    known.running?.add(WORKFLOW);
    const { id } = await deliver(jobEvent());
    const page = await openPage(`${url}/deliveries/${id}`);
    expect(await page.getByRole('button', { name: 'Rerun from failed' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Cancel workflow' }).click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel workflow' }).click();
    await detail(page).getByText('CircleCI cancels the workflow').waitFor();
    expect(known.running?.size).toBe(0);
    await page.getByRole('link', { name: 'Back to the delivery' }).click();
    await answer(page, 'Cancel workflow');
    await detail(page).getByText('saying "Workflow is not running"').waitFor();
  });
});
