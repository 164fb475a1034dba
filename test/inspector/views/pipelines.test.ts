import type { Handlers } from '../../../src/dispatch/handlers';
import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { jobEvent, PINGED, workflowEvent, type Json } from '../../support/events';
import { gate } from '../../support/gate';
import { detail, rows } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

const bytes = (json: Json): Buffer => Buffer.from(JSON.stringify(json));

describeInBrowser('what handlers made of a delivery', () => {
  test('shows in the list, by filter, and attempt by attempt; and can be run again', async () => {
    let isBroken = true;
    const handlers: Handlers = {
      ping: () => undefined,
      'job-completed': () => {
        if (isBroken) throw new Error('<b>broken</b> \u001b[31m');
      },
    };
    const inspector = await startInspector({ handlers, attempts: 1 });
    await inspector.deliver(bytes(PINGED), { path: '/good' });
    const { id } = await inspector.deliver(bytes(jobEvent()), { path: '/bad' });
    const page = await openPage(inspector.url);
    await rows(page).filter({ hasText: 'failed' }).filter({ hasText: '/bad' }).waitFor();
    await page.goto(`${inspector.url}/?handling=failed`);
    expect(await rows(page).count()).toBe(1);

    await page.goto(`${inspector.url}/deliveries/${id}?handling=failed`);
    await detail(page).getByText('Error: <b>broken</b> \\x1b[31m').waitFor();
    isBroken = false;
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.waitForURL(/\?handling=failed$/);
    await detail(page).getByText('done after').waitFor();
    expect(await detail(page).locator('.attempts li').count()).toBe(2);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('shows by itself once it is done', async () => {
    const door = gate('the test to let the handler end');
    const inspector = await startInspector({ handlers: { ping: async () => door.opened() } });
    const { id } = await inspector.deliver(bytes(PINGED));
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await detail(page).getByText('waiting').waitFor();
    door.open();
    await detail(page).getByText('done after').waitFor();
  });

  test('cannot be run on what was refused', async () => {
    let runs = 0;
    const inspector = await startInspector({ handlers: { ping: () => void (runs += 1) } });
    const { id } = await inspector.deliver(bytes(PINGED), {
      headers: { 'circleci-signature': 'v1=forged' },
    });
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    expect(await page.getByRole('button', { name: 'Run again' }).count()).toBe(0);
    const answer = await fetch(`${inspector.url}/deliveries/${id}/run-again`, { method: 'POST' });
    expect(answer.status).toBe(200);
    expect((await inspector.store.get(id))?.handlings).toEqual([]);
    expect(runs).toBe(0);
  });

  test('what is not as documented is told', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(bytes(jobEvent({ job: { status: 'paused' } })));
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await detail(page).getByText('job.status is "paused", which is new').waitFor();
  });
});

describeInBrowser('the pipelines', () => {
  test('appear by themselves, with bars on a common axis, and lead on', async () => {
    const inspector = await startInspector();
    const page = await openPage(`${inspector.url}/pipelines`);
    await page.getByText('There is none yet').waitFor();
    await inspector.deliver(bytes(jobEvent()));
    await page.getByText('end not told').waitFor();
    await inspector.deliver(bytes(workflowEvent()), { path: '/workflow' });
    const workflow = page.locator('.run.workflow', { hasText: 'build-and-test' });
    await workflow.getByText('success').waitFor();
    await workflow.getByText('3 min 42 s').waitFor();
    expect(await page.locator('.run.job').innerText()).toMatch(/test\s+success\s+3 min 39 s/);

    const [whole, part] = [workflow, page.locator('.run.job')].map((run) =>
      run.locator('rect').nth(1),
    );
    expect(Number(await whole?.getAttribute('width'))).toBe(100);
    expect(Number(await part?.getAttribute('x'))).toBeCloseTo(1.35, 1);
    const link = page.getByRole('link', { name: /CircleCI/ });
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/app\.circleci\.com\//);

    await workflow.getByRole('link', { name: 'build-and-test' }).click();
    await detail(page).locator('.url', { hasText: '/workflow' }).waitFor();
  });

  test.each(['light', 'dark'] as const)(
    'have no problem that axe-core finds, in %s',
    async (colorScheme) => {
      const inspector = await startInspector();
      for (const event of [jobEvent(), workflowEvent()]) await inspector.deliver(bytes(event));
      const page = await openPage(`${inspector.url}/pipelines`, { colorScheme });
      expect(await accessibilityProblems(page)).toEqual([]);
    },
  );

  test('lead to CircleCI on a narrow screen too', async () => {
    const inspector = await startInspector();
    await inspector.deliver(bytes(workflowEvent()));
    const viewport = { width: 360, height: 700 };
    const page = await openPage(`${inspector.url}/pipelines`, { viewport });
    const link = await page.getByRole('link', { name: /CircleCI/ }).boundingBox();
    const shown = await page.locator('.run-name').boundingBox();
    const rightOf = (box: typeof link): number => (box?.x ?? NaN) + (box?.width ?? NaN);
    expect(rightOf(link)).toBeLessThanOrEqual(rightOf(shown));
  });

  test.each([360, 1280])('fit a screen of %i px, with hostile names as text', async (width) => {
    const inspector = await startInspector();
    const name = '"><script>document.title=1</script>\u202e'.repeat(5);
    await inspector.deliver(
      bytes(
        workflowEvent({
          workflow: { name, url: 'javascript:1' },
          pipeline: { id: name },
          project: { name },
        }),
      ),
    );
    const page = await openPage(`${inspector.url}/pipelines`, { viewport: { width, height: 700 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.title()).toBe('Pipelines · Inspector');
    expect(await page.locator('#main script, #main a[href^="javascript:"]').count()).toBe(0);
  });
});
