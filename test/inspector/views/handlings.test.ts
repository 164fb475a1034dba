import type { Handlers } from '../../../src/dispatch/handlers';
import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { jobEvent, PINGED } from '../../support/events';
import { gate } from '../../support/gate';
import { detail, rows } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

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
    await inspector.deliver(PINGED, { path: '/good' });
    const { id } = await inspector.deliver(jobEvent(), { path: '/bad' });
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
    const { id } = await inspector.deliver(PINGED);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await detail(page).getByText('waiting').waitFor();
    door.open();
    await detail(page).getByText('done after').waitFor();
  });

  test('shows what they logged, as text', async () => {
    const handlers: Handlers = {
      ping: (_event, _delivery, { log }) => {
        log.info('<b>one</b>\n\u001b[31m');
        log.error('two', 'a\nb');
        for (let index = 0; index < 60; index += 1) log.info(String(index));
      },
    };
    const inspector = await startInspector({ handlers });
    const { id } = await inspector.deliver(PINGED);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    const logged = detail(page).getByLabel('Log of attempt 1');
    await logged.waitFor();
    expect(((await logged.textContent()) ?? '').replace(/^[\d:.]{12} {2}/gm, '')).toMatch(
      /^<b>one<\/b>\\n\\x1b\[31m\nerror: two\n {2}a\n {2}b\n0\n1\n/,
    );
    await detail(page).getByText('12 more lines that it logged are not kept.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('cannot be run on what was refused', async () => {
    let runs = 0;
    const inspector = await startInspector({ handlers: { ping: () => void (runs += 1) } });
    const { id } = await inspector.deliver(PINGED, {
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
    const { id } = await inspector.deliver(jobEvent({ job: { status: 'paused' } }));
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await detail(page).getByText('job.status is "paused", which is new').waitFor();
  });
});
