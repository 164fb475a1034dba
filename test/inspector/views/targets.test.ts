import { startAppStandIn } from '../../support/app-stand-in';
import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { PINGED } from '../../support/events';
import { freePort } from '../../support/free-port';
import { detail } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

describeInBrowser('the apps that deliveries are forwarded to', () => {
  test('are shown with their answers, and get a delivery again', async () => {
    const app = await startAppStandIn((res) =>
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"seen":"<b>&"}'),
    );
    const inspector = await startInspector({ forwardTo: `${app.url}/hooks` });
    const { id } = await inspector.deliver(PINGED);
    await app.gets(1);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await page.getByLabel('Forwarded to').getByText(`→ ${app.url}/hooks`).waitFor();
    await detail(page).getByText('It answered 200 OK').click();
    await detail(page).getByText('"<b>&"').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByRole('button', { name: 'Forward again' }).click();
    expect(await app.gets(2)).toHaveLength(2);
    await detail(page).getByText('It answered 200 OK').nth(1).waitFor();
  });

  test('are told of if nothing listens there', async () => {
    const inspector = await startInspector({ forwardTo: `http://127.0.0.1:${await freePort()}` });
    await inspector.deliver(PINGED);
    const page = await openPage(inspector.url);
    await page.getByText('nothing listens there since').waitFor();
  });
});

test('the API forwards to one target again, and knows those that there are', async () => {
  const [one, other] = [await startAppStandIn(), await startAppStandIn()];
  const inspector = await startInspector({ forwardTo: `${one.url}/ ${other.url}/` });
  const { id } = await inspector.deliver(PINGED);
  await Promise.all([one.gets(1), other.gets(1)]);
  const path = `${inspector.url}/api/requests/http/${id}/forward`;
  const target = encodeURIComponent(`${other.url}/`);
  expect((await fetch(`${path}?target=${target}`, { method: 'POST' })).status).toBe(202);
  await other.gets(2);
  expect(one.received).toHaveLength(1);

  const unknown = await fetch(`${path}?target=http://elsewhere/`, { method: 'POST' });
  expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining(one.url)]);
  const answer = await fetch(`${inspector.url}/api/requests/http/${id}`);
  const { handlings } = (await answer.json()) as { handlings: Record<string, unknown>[] };
  expect(handlings.find(({ handler }) => handler === `${one.url}/`)).toMatchObject({
    attempts: [{ answer: { status_code: 200 } }],
  });
});
