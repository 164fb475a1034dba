import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { jobEvent, workflowEvent } from '../../support/events';
import { detail } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

describeInBrowser('the pipelines', () => {
  test('appear by themselves, with bars on a common axis, and lead on', async () => {
    const inspector = await startInspector();
    const page = await openPage(`${inspector.url}/pipelines`);
    await page.getByText('There is none yet').waitFor();
    await inspector.deliver(jobEvent());
    await page.getByText('end not told').waitFor();
    await inspector.deliver(workflowEvent(), { path: '/workflow' });
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
      for (const event of [jobEvent(), workflowEvent()]) await inspector.deliver(event);
      const page = await openPage(`${inspector.url}/pipelines`, { colorScheme });
      expect(await accessibilityProblems(page)).toEqual([]);
    },
  );

  test('lead to CircleCI on a narrow screen too', async () => {
    const inspector = await startInspector();
    await inspector.deliver(workflowEvent());
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
      workflowEvent({
        workflow: { name, url: 'javascript:1' },
        pipeline: { id: name },
        project: { name },
      }),
    );
    const page = await openPage(`${inspector.url}/pipelines`, { viewport: { width, height: 700 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.title()).toBe('Pipelines · Inspector');
    expect(await page.locator('#main script, #main a[href^="javascript:"]').count()).toBe(0);
  });
});
