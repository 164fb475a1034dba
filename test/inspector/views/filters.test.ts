import request from 'supertest';
import { FILTERS } from '../../../src/store/filters';
import { REQUESTS_PATH } from '../../../src/inspector/captured-request';
import { describeInBrowser, openPage } from '../../support/browser';
import { delivery } from '../../support/delivery';
import { WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { detail, fill, rows, waitForPath } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

describe('the API and downloads', () => {
  test.each([REQUESTS_PATH, '/deliveries.har'])('%s refuses what is no filter', async (path) => {
    const { url } = await startInspector();
    const answer = await request(url).get(`${path}?brunch=main`).expect(400);
    expect(answer.text).toContain('to filter by. There are: text, type, status,');
    expect(answer.text).toContain(', tunnel_name, secrets.');
    await request(url).get(`${path}?branch=main&secrets=1`).expect(200);
  });

  test.each(['since=yesterday', 'until=2w', 'verdict=good'])('refuse %s', async (query) => {
    const { url } = await startInspector();
    const answer = await request(url).get(`${REQUESTS_PATH}?${query}`).expect(400);
    expect(answer.text).toMatch(/: use (an age as 30m, 2h or 1d|one of valid)/);
  });
});

test('a page says of each field whether it takes a whole word, a part or a time', async () => {
  const { url } = await startInspector();
  const { text } = await request(url).get('/').expect(200);
  const [, ...others] = FILTERS;
  for (const { name, label } of others) {
    expect(text).toContain(label);
    expect(text).toContain(`name="${name}"`);
  }
  expect(text).toContain('Event type <i>(exact)</i>');
  expect(text).toContain('Branch or tag <i>(part)</i>');
  expect(text).toContain('Since <i>(as 2h, or 2026-11-25T09:30)</i>');
});

describeInBrowser('what is filtered by', () => {
  test('stays visible, and is taken away one by one', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/workflow' });
    await fill(inspector, 2);
    const page = await openPage(`${inspector.url}/?type=ping&duplicates=1`);
    const on = page.getByRole('list', { name: 'Filters that are on' }).getByRole('link');
    expect(await on.allInnerTexts()).toEqual([
      expect.stringContaining('Event type: ping'),
      expect.stringContaining('Only duplicates'),
    ]);
    await rows(page).first().click();
    await page.waitForURL(/deliveries/);
    expect(await on.count()).toBe(2);
    await on.last().click();
    await page.waitForURL(`${inspector.url}/?type=ping`);
    expect(await on.count()).toBe(1);
    expect(await page.getByLabel('Only duplicates').isChecked()).toBe(false);
    await on.click();
    await page.waitForURL(`${inspector.url}/`);
    expect(await rows(page).count()).toBe(3);
  });

  test('offers to be cleared if nothing passes', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const page = await openPage(`${inspector.url}/?type=nothing`);
    await page.getByText('Nothing passes the filter').waitFor();
    await page.getByRole('link', { name: 'Clear the filter' }).click();
    await page.waitForURL(`${inspector.url}/`);
    expect(await rows(page).count()).toBe(2);
  });

  test('is counted, also what is on later pages, and as more comes', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/workflow' });
    for (let count = 0; count < 59; count += 1) {
      await inspector.store.save(delivery(), { accepted: true });
    }
    const page = await openPage(`${inspector.url}/?type=ping`);
    await page.getByText('59 of 60 match').waitFor();
    await fill(inspector, 1);
    await page.getByText('60 of 61 match').waitFor();
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText('older ones · 60 of 61 match').waitFor();
    await page.goto(`${inspector.url}/?type=workflow-completed`);
    await page.getByText('1 of 61 match').waitFor();
  });
});

describeInBrowser('the status', () => {
  test('filters as soon as it is a word, without leaving its field', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/workflow' });
    await fill(inspector, 1);
    const page = await openPage(inspector.url);
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Status').pressSequentially('success');
    await page.waitForURL(/\?status=success$/);
    await waitForPath(page, '/workflow');
    await page.getByLabel('Status').fill('');
    await page.waitForURL(`${inspector.url}/`);
  });
});

describeInBrowser('the pipelines', () => {
  test('are filtered, live, and lead to the deliveries with the same filter', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(`${inspector.url}/pipelines`);
    const shop = page.getByRole('heading', { name: 'shop #412' });
    await shop.waitFor();
    await page.getByLabel('Text in the body').fill('no such text');
    await page.getByText('Nothing passes the filter').waitFor();
    await page.waitForURL(`${inspector.url}/pipelines?text=no+such+text`);
    await page.getByRole('link', { name: 'Clear the filter' }).click();
    await page.waitForURL(`${inspector.url}/pipelines`);
    await page.getByLabel('Text in the body').fill('round');
    await page.waitForURL(`${inspector.url}/pipelines?text=round`);
    await shop.waitFor();
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click();
    await page.waitForURL(`${inspector.url}/?text=round`);
    expect(await page.locator('#search').inputValue()).toBe('round');
  });

  test('stay marked when a delivery is opened from them, and are led back to', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(`${inspector.url}/pipelines?project=shop`);
    const marked = page.locator('.sections [aria-current=page]');
    await page.getByRole('link', { name: 'build-and-test' }).click();
    await page.waitForURL(/\/deliveries\/.*\?project=shop&from=pipelines$/);
    expect(await marked.innerText()).toBe('Pipelines');
    await page.reload();
    expect(await marked.innerText()).toBe('Pipelines');
    await page.getByRole('link', { name: 'Request Headers' }).click();
    await page.waitForURL(/from=pipelines/);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText(/Sent from here/).waitFor();
    expect(await marked.innerText()).toBe('Pipelines');
    await detail(page).getByRole('link', { name: '← Pipelines' }).click();
    await page.waitForURL(`${inspector.url}/pipelines?project=shop`);
    await page.getByRole('heading', { name: 'shop #412' }).waitFor();
  });
});
