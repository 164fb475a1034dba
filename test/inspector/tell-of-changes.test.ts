import { request, type RequestListener } from 'node:http';
import type { Page } from 'playwright-core';
import { describeInBrowser, openPage } from '../support/browser';
import { PING_BODY } from '../support/fixtures';
import { rows, waitForPath } from '../support/inspector-page';
import { startStandIn } from '../support/stand-in';
import { startInspector, type TestInspector } from '../support/test-inspector';

/** Opens another tab of the same browser. */
async function openTab(page: Page, url: string): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(url);
  return tab;
}

async function openTabs(page: Page, url: string, count: number): Promise<Page[]> {
  const tabs = [page];
  while (tabs.length < count) tabs.push(await openTab(page, url));
  return tabs;
}

let count = 0;

async function expectLive(tabs: readonly Page[], { deliver }: TestInspector): Promise<void> {
  const path = `/live-${(count += 1)}-`;
  await deliver(PING_BODY, { path });
  for (const tab of tabs) await waitForPath(tab, path);
}

interface Between {
  readonly url: string;
  /** Whether streams are let through. */
  letStreams: boolean;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** Stands between a browser and an inspector, which a test can take away, or its streams alone. */
async function standBetween(inspector: TestInspector): Promise<Between> {
  const pass: RequestListener = (req, res) => {
    if (!between.letStreams && req.method === 'GET' && req.url === '/events') {
      res.writeHead(503).end();
      return;
    }
    const { port } = inspector;
    const passed = request({ port, path: req.url, method: req.method, headers: req.headers });
    passed.on('response', (answer) =>
      answer.pipe(res.writeHead(answer.statusCode ?? 0, answer.headers)),
    );
    passed.on('error', () => res.destroy());
    res.on('close', () => passed.destroy());
    req.pipe(passed);
  };
  const { url, port, stop } = await startStandIn(pass);
  const between: Between = {
    url,
    letStreams: true,
    stop,
    async start() {
      await startStandIn(pass, port);
    },
  };
  return between;
}

describeInBrowser('tabs of the inspector', () => {
  test('are all live, however many there are, and leave room for another', async () => {
    const inspector = await startInspector();
    const page = await openPage(inspector.url);
    const tabs = await openTabs(page, inspector.url, 8);
    await expectLive(tabs, inspector);
    await expectLive([...tabs, await openTab(page, inspector.url)], inspector);
  });

  test('stay live when the one that was first is closed', async () => {
    const inspector = await startInspector();
    const [first, ...others] = await openTabs(await openPage(inspector.url), inspector.url, 3);
    await first?.close();
    await expectLive(others, inspector);
  });

  test('are live where a browser shares nothing among them', async () => {
    const inspector = await startInspector();
    const page = await openPage('about:blank');
    await page.addInitScript('delete window.SharedWorker');
    await page.goto(inspector.url);
    await expectLive([page], inspector);
  });

  test('are live where no stream comes through', async () => {
    const inspector = await startInspector();
    const between = await standBetween(inspector);
    between.letStreams = false;
    const page = await openPage(between.url);
    for (let times = 0; times < 2; times += 1) await expectLive([page], inspector);
  });

  test('say so while the inspector is away, and are live again when it is back', async () => {
    const inspector = await startInspector();
    const between = await standBetween(inspector);
    const page = await openPage(between.url);
    await expectLive([page], inspector);
    await between.stop();
    await page.getByText('Not connected').waitFor();
    await inspector.deliver(PING_BODY, { path: '/meanwhile' });
    await between.start();
    await waitForPath(page, '/meanwhile');
    await page.getByText('Not connected').waitFor({ state: 'hidden' });
    await expectLive([page, await openTab(page, between.url)], inspector);
  });

  test('look once they are seen', async () => {
    const inspector = await startInspector();
    const page = await openPage('about:blank');
    await page.addInitScript(
      "Object.defineProperty(document, 'hidden', { get: () => !window.isSeen })",
    );
    await page.goto(inspector.url);
    await expectLive([await openTab(page, inspector.url)], inspector);
    expect(await rows(page).count()).toBe(0);
    await page.evaluate("isSeen = true; document.dispatchEvent(new Event('visibilitychange'))");
    await rows(page).first().waitFor();
  });
});
