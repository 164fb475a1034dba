import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { z } from 'zod';
import { afterFile, afterTest } from './clean-up';

const CHROMIUM = [
  '/usr/bin/chromium-headless-shell', // without windows: two thirds of the work
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

if (CHROMIUM === undefined) {
  process.stderr.write(
    'SKIPPED: what needs a browser, for want of Chromium (apt install chromium)\n',
  );
}

export const describeInBrowser = CHROMIUM === undefined ? describe.skip : describe;

/**
 * The first are what playwright turns off too, as only the last list counts. The others have the menus of each
 * window's address bar drawn as two pages of their own: half of all that opening a page costs.
 */
const FEATURES_OFF = [
  ...['AimEnabled', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose'],
  ...['HttpsFirstBalancedModeAutoEnable', 'HttpsUpgrades', 'LensOverlay', 'MediaRouter'],
  ...['NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
];

const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
  `--disable-features=${FEATURES_OFF.join(',')}`,
];

/** Long enough for a busy machine, and short enough to fail soon. */
const TIMEOUT_MS = 20_000;

let browser: Browser | undefined;

async function launch(): Promise<Browser> {
  const launched = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS });
  afterFile(async () => launched.close());
  return launched;
}

/** Opens a page. Errors in it, and what its content security policy refuses, fail the test. */
export async function openPage(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= await launch();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) {
      problems.push(message.text());
    }
  });
  page.on('dialog', (dialog) => problems.push(`A dialog: ${dialog.message()}`));
  afterTest(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  await page.goto(url);
  return page;
}

const violationsSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** Lists what axe-core finds wrong with a page, one line a rule. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const result = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  const { violations } = violationsSchema.parse(result);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n   ')}`);
}
