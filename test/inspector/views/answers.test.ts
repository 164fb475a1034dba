import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { PINGED } from '../../support/events';
import { detail, waitForPath } from '../../support/inspector-page';
import { manualClock } from '../../support/manual-clock';
import { postEvent } from '../../support/post-event';
import { startInspector } from '../../support/test-inspector';

describeInBrowser('answers that are chosen', () => {
  test('are chosen in a dialog, and stand above every page until they are over', async () => {
    const { url, receiver, deliver } = await startInspector();
    const page = await openPage(url);
    const other = await page.context().newPage();
    await other.goto(`${url}/pipelines`);
    const [above, aboveOther] = [page.locator('#answers'), other.locator('#answers')];
    expect(await above.innerText()).toBe('');

    await page.getByRole('button', { name: 'Answers' }).click();
    const dialog = page.getByRole('dialog', { name: 'Choose answers' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByLabel('Response code').fill('429');
    await dialog.getByLabel('For so many deliveries').fill('2');
    await dialog.getByRole('button', { name: 'Answer so' }).click();
    await dialog.waitFor({ state: 'hidden' });
    for (const tab of [above, aboveOther]) {
      await tab.getByText('The next 2 deliveries are answered 429, until ').waitFor();
    }
    expect(page.url()).toBe(`${url}/`);
    expect(await accessibilityProblems(page)).toEqual([]);

    await deliver(PINGED, { path: '/first' });
    await waitForPath(page, '/first');
    await aboveOther.getByText('The next delivery is answered 429').waitFor();
    await detail(page).getByText('Its answer was chosen in the inspector: 429.').waitFor();
    await page.locator('a.row .badge', { hasText: 'chosen' }).waitFor();
    await deliver(PINGED, { path: '/second' });
    for (const tab of [above, aboveOther])
      await tab.getByText('answered').waitFor({ state: 'detached' });
    expect(receiver.answers.current()).toBeUndefined();
  });

  test('are ended by a button, and what is held back is answered', async () => {
    const clock = manualClock();
    const { url, receiver } = await startInspector({ clock });
    const page = await openPage(url);
    receiver.answers.choose({ answer: { delayMs: 30_000 }, count: 1, forMs: 60_000 });
    const answering = postEvent(receiver.url);
    await page.getByText('A delivery is being answered as usual, after 30 s.').waitFor();
    await detail(page).getByText('It is still held back, or its sender left before.').waitFor();
    await page.getByRole('button', { name: 'Answer as usual' }).click();
    expect((await answering).status).toBe(200);
    await page.locator('#answers:not(.on)').waitFor({ state: 'attached' });
  });

  test('that would change nothing are refused, with a sentence', async () => {
    const { url, receiver } = await startInspector();
    const page = await openPage(url);
    await page.getByRole('button', { name: 'Answers' }).click();
    await page.getByRole('dialog').getByLabel('Response code').fill('');
    await page.getByRole('button', { name: 'Answer so' }).click();
    await page.getByText('Choose a status (200 to 599), a delay').waitFor();
    expect(receiver.answers.current()).toBeUndefined();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('show on the page of an event each time that it comes again, live', async () => {
    const { url, receiver, deliver } = await startInspector();
    receiver.answers.choose({ answer: { status: 503 }, count: 1, forMs: 60_000 });
    const { id } = await deliver(PINGED);
    const page = await openPage(`${url}/deliveries/${id}`);
    const arrivals = page.getByRole('region', { name: 'Arrivals of this event' });
    await arrivals.getByText('It came once').waitFor();
    const again = await deliver(PINGED);
    await arrivals.getByRole('listitem').nth(1).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await arrivals.getByRole('link').click();
    await page.waitForURL(`${url}/deliveries/${again.id}`);
    await arrivals.getByRole('link').waitFor();
    expect(await arrivals.getByRole('listitem').count()).toBe(2);
  });
});
