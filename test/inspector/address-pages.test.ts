import { accessibilityProblems, describeInBrowser, openPage } from '../support/browser';
import { PING_BODY } from '../support/fixtures';
import { waitForPath } from '../support/inspector-page';
import { startInspector } from '../support/test-inspector';

const URL_FOUND = 'https://871e40f2d4c2.ngrok.app';

describeInBrowser('the public address', () => {
  test('shows by itself on the start page, with what to enter beside it', async () => {
    const { url, publicAddress } = await startInspector();
    const page = await openPage(url);
    await page.getByText('Open a tunnel to the receiver').waitFor();

    publicAddress.set({ state: 'opening' });
    await page.getByText('A tunnel is being opened').waitFor();
    publicAddress.set({ state: 'open', url: URL_FOUND });
    await page.getByText('By its form, CircleCI can reach it; npm run doctor tries it').waitFor();
    const steps = await page.locator('.empty').innerText();
    for (const part of [
      URL_FOUND,
      'Certificate verification',
      'CIRCLECI_WEBHOOK_SECRET',
      'Test Ping',
    ]) {
      expect(steps).toContain(part);
    }
    expect(await accessibilityProblems(page)).toEqual([]);

    publicAddress.set({ state: 'open', url: 'http://871e40f2d4c2.ngrok.app' });
    await page.getByText('is not https, which CircleCI insists on').waitFor();
    publicAddress.set({ state: 'lost', url: URL_FOUND });
    await page.getByText('does not lead here any more: start the tunnel again').waitFor();
    publicAddress.set({ state: 'failed', problem: 'There is no tunnel: <b>.' });
    await page.getByText('There is no tunnel: <b>.').waitFor();
  });

  test('stands in the bar once there are deliveries, and follows changes', async () => {
    const { url, publicAddress, deliver, receiver } = await startInspector();
    await deliver(PING_BODY, { path: '/first' });
    const page = await openPage(url);
    await waitForPath(page, '/first');
    const target = page.locator('#target');
    expect(await target.innerText()).toBe(`127.0.0.1:${receiver.port}`);
    publicAddress.set({ state: 'open', url: URL_FOUND });
    await target.filter({ hasText: '871e40f2d4c2.ngrok.app' }).waitFor();
    publicAddress.set({ state: 'lost', url: URL_FOUND });
    await target.filter({ hasText: 'tunnel gone' }).waitFor();
  });
});

test('is there for programs, as text', async () => {
  const { url, publicAddress } = await startInspector();
  expect((await fetch(`${url}/public-url`)).status).toBe(404);
  publicAddress.set({ state: 'open', url: URL_FOUND });
  expect(await (await fetch(`${url}/public-url`)).text()).toBe(URL_FOUND);
});
