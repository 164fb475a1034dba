import { ADA, PING_BODY, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { describeInBrowser, openPage } from '../support/browser';
import { startInspector } from '../support/test-inspector';

test('a delivery is saved as a fixture, with or without the people in it', async () => {
  const inspector = await startInspector();
  const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
  const link = `${inspector.url}/deliveries/${id}/fixture.json`;
  const plain = await fetch(link);
  expect(plain.headers.get('content-disposition')).toBe(
    'attachment; filename=workflow-completed.json',
  );
  expect(plain.headers.get('content-type')).toBe('application/octet-stream');
  expect(await plain.json()).toMatchObject({
    fixture: 1,
    body: JSON.parse(WORKFLOW_COMPLETED_BODY.toString()) as object,
  });
  const anonymised = await (await fetch(`${link}?anonymise=1`)).text();
  expect(anonymised).not.toMatch(ADA);
});

test('what cannot be one is answered 409 with why, and an unknown one 404', async () => {
  const inspector = await startInspector();
  const { id } = await inspector.deliver(Buffer.from('not JSON'));
  const refused = await fetch(`${inspector.url}/deliveries/${id}/fixture.json?anonymise=1`);
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain('The body is not JSON');
  expect((await fetch(`${inspector.url}/deliveries/x/fixture.json`)).status).toBe(404);
});

describeInBrowser('the page of a delivery', () => {
  test('has links to both', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    for (const name of ['Save as fixture', 'Save anonymised fixture']) {
      await page.getByText('Download', { exact: true }).click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name, exact: true }).click();
      expect((await downloading).suggestedFilename()).toBe('ping.json');
    }
  });
});

test.each([
  [PING_BODY, 'json'],
  [Buffer.from('[1]'), 'json'],
  [Buffer.from('{"a":'), 'txt'],
  [Buffer.from([0, 255]), 'bin'],
])('a body is downloaded by a name that says what it is', async (body, extension) => {
  const inspector = await startInspector();
  const { id } = await inspector.deliver(body);
  const answer = await fetch(`${inspector.url}/deliveries/${id}/request-body`);
  const name = `attachment; filename=body-${id}.${extension}`;
  expect(answer.headers.get('content-disposition')).toBe(name);
});
