import { createCircleCiApi } from '../../../src/circleci-api/api';
import { createRegistrar } from '../../../src/cli/live/registrar';
import { consentOf } from '../../../src/cli/shared/consent';
import { parseConfig } from '../../../src/config/config';
import { createLog } from '../../../src/log/log';
import { PROJECT_ID, SLUG, startCircleCi, TOKEN } from '../../support/circleci-stand-in';
import { recordingOutput } from '../../support/recording-output';
import { recordingTerminal } from '../../support/recording-terminal';

const ONE = 'https://one.ngrok.app';
const TWO = 'https://two.ngrok.app';

async function setUp() {
  const circleCi = await startCircleCi();
  const { config } = parseConfig({
    CIRCLECI_HOST: circleCi.url,
    CIRCLECI_WEBHOOK_SECRET: 'keep-this-to-yourself',
  });
  const wait = async (): Promise<void> => Promise.resolve();
  const api = createCircleCiApi({ host: config.circleCi.host, token: TOKEN, wait });
  const notices = recordingOutput();
  const log = createLog({ format: 'pretty', color: false, output: notices, notices });
  const registrar = createRegistrar(
    { config, log, stopping: new AbortController().signal },
    { api, id: PROJECT_ID, slug: SLUG },
    'mine',
    consentOf(recordingTerminal(), 'choose another name'),
    1,
  );
  return { circleCi, notices, registrar };
}

test('an update that CircleCI refuses is tried again until it is done', async () => {
  const { circleCi, notices, registrar } = await setUp();
  await registrar.register(ONE);
  circleCi.mishaps.push({ status: 403 }, { status: 403 });
  registrar.follow(TWO);
  expect(await notices.entry(2)).toMatch(/^! The webhook does not have the new URL yet: .*\(403\)/);
  expect(await notices.entry(3)).toMatch(/\(403\).* It is tried again in \d+ s\.\n$/);
  expect(await notices.entry(4)).toContain(`Webhook updated in ${SLUG}: mine, to ${TWO}`);
  expect(circleCi.webhooks.map(({ url }) => url)).toEqual([TWO]);
});

test('a URL that is back is set again where it is not known which one CircleCI has', async () => {
  const { circleCi, notices, registrar } = await setUp();
  await registrar.register(ONE);
  circleCi.mishaps.push({ after: Promise.resolve() }, 'drop-answer', 'drop-answer', 'drop-answer');
  registrar.follow(TWO);
  registrar.follow(ONE);
  expect(await notices.entry(3)).toContain(`Webhook updated in ${SLUG}: mine, to ${ONE}`);
  expect(circleCi.webhooks.map(({ url }) => url)).toEqual([ONE]);
});

test('what no time mends is not tried again, and the end knows the webhook as it is', async () => {
  const { circleCi, notices, registrar } = await setUp();
  await registrar.register(ONE);
  circleCi.webhooks.push(
    ...circleCi.webhooks.splice(0).map((one) => ({ ...one, url: 'https://x.example.com' })),
  );
  const before = circleCi.requests.length;
  registrar.follow(TWO);
  expect(await notices.entry(2)).toMatch(
    /No one is here to answer[^]* Once that is mended: npm run register\n$/,
  );
  expect(await registrar.settled()).toMatchObject({ url: ONE });
  expect(circleCi.requests).toHaveLength(before + 1);
});

test('at the end nothing is tried any more', async () => {
  const { circleCi, notices, registrar } = await setUp();
  await registrar.register(ONE);
  circleCi.mishaps.push({ status: 403 });
  registrar.follow(TWO);
  expect(await registrar.settled()).toMatchObject({ url: ONE });
  expect(notices.entries).toHaveLength(2);
  expect(circleCi.webhooks.map(({ url }) => url)).toEqual([ONE]);
});
