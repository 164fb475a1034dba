import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { pipelineInApi, projectInApi } from '../../support/circleci-runs-stand-in';
import { PINGED } from '../../support/events';
import { detail } from '../../support/inspector-page';
import { minutesAgo, startRecovering } from '../../support/recover';
import { temporaryFolder } from '../../support/temporary-folder';

/** A folder of a receiver that ended so many minutes ago. */
function endedFolder(minutes: number): string {
  const folder = temporaryFolder();
  const record = { seenAt: minutesAgo(minutes).getTime(), gaps: [] };
  writeFileSync(join(folder, 'attendance.json'), JSON.stringify(record));
  return folder;
}

const projects = [projectInApi([pipelineInApi(minutesAgo(5))])];

describeInBrowser('what was missed', () => {
  test('shows as a gap in the list, and is rebuilt by its button', async () => {
    const dataDir = endedFolder(30);
    const { url, deliver } = await startRecovering({ projects }, { dataDir });
    await deliver(PINGED);
    const page = await openPage(url);
    const gap = page.locator('.gap');
    await gap.getByText(/Nothing between .* and .*; the receiver was not running\./).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await gap.getByRole('button', { name: 'Rebuild what was missed' }).click();
    await gap.getByText('What was missed was rebuilt from the API.').waitFor();
    const rebuilt = page.locator('.row').filter({ hasText: 'rebuilt from the API' });
    expect(await rebuilt.count()).toBe(2);
    expect(await rebuilt.allInnerTexts()).not.toContain('no answer');
    expect(await accessibilityProblems(page)).toEqual([]);

    await rebuilt.first().click();
    await detail(page).getByText('nobody sent it, so there is no signature').waitFor();
    expect(await detail(page).innerText()).not.toMatch(/answered|was not checked|POST/);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.goto(`${url}/pipelines`);
    await page.getByText('rebuilt from the API').nth(1).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('says what it takes to be rebuilt', async () => {
    const { url, deliver } = await startRecovering(
      { projects },
      { dataDir: endedFolder(30), token: null },
    );
    await deliver(PINGED);
    const page = await openPage(url);
    await page.locator('.gap').getByText('To fill it: CIRCLECI_TOKEN is not set').waitFor();
    expect(await page.getByRole('button', { name: 'Rebuild' }).count()).toBe(0);
  });

  test('tells why it could not be rebuilt', async () => {
    const { url, deliver } = await startRecovering(
      { projects },
      { dataDir: endedFolder(30), token: 'CCIPAT_wrong' },
    );
    await deliver(PINGED);
    const page = await openPage(url);
    await page.getByRole('button', { name: 'Rebuild what was missed' }).click();
    await page.getByRole('alert').getByText('does not accept CIRCLECI_TOKEN').waitFor();
  });

  test('is replayed with a signature of its own', async () => {
    const { url, recover, kept, receiver } = await startRecovering({ projects });
    await recover();
    const [first] = await kept();
    const page = await openPage(`${url}/deliveries/${first?.id}`);
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await detail(page).getByText('Signed with the current secret.').waitFor();
    expect(await receiver.logged()).toMatchObject({ verdict: 'valid', replayOf: first?.id });
  });
});

test('a form that names no time is refused', async () => {
  const { url } = await startRecovering({ projects });
  const answer = await fetch(`${url}/recover`, { method: 'POST', body: new URLSearchParams() });
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining('since: use'),
  ]);
});
