import { attend, type Attended } from '../../../src/cli/live/attend';
import type { Terminal } from '../../../src/cli/framework/terminal';
import type { StopSignal } from '../../../src/app/lifecycle';
import { parseConfig } from '../../../src/config/config';
import { createLog } from '../../../src/log/log';
import { createPublicAddress } from '../../../src/tunnel/public-address';
import { startCircleCi, TOKEN } from '../../support/circleci-stand-in';
import { gate } from '../../support/gate';
import { recordingOutput } from '../../support/recording-output';
import { recordingTerminal } from '../../support/recording-terminal';
import { openStore } from '../../support/test-store';

const ONE = 'https://one.ngrok.app';
const TWO = 'https://two.ngrok.app';

/** Sets up a running app, as far as it is attended, whose tunnel is open. */
async function setUp({ keeps = true } = {}) {
  const circleCi = await startCircleCi({ webhooks: [{ name: 'theirs' }] });
  const { config } = parseConfig({
    CIRCLECI_HOST: circleCi.url,
    CIRCLECI_TOKEN: TOKEN,
    CIRCLECI_PROJECT: 'gh/example/shop',
    CIRCLECI_WEBHOOK_SECRET: 'keep-this-to-yourself',
  });
  const notices = recordingOutput();
  const log = createLog({ format: 'pretty', color: false, output: notices, notices });
  const publicAddress = createPublicAddress();
  publicAddress.set({ state: 'open', url: ONE });
  const controller = new AbortController();
  let resolveStopped = (_signal: StopSignal): void => undefined;
  const stopped = new Promise<StopSignal>((resolve) => {
    resolveStopped = resolve;
  });
  const store = keeps ? await openStore() : undefined;
  const running: Attended = {
    app: { publicAddress, store, inspectorUrl: undefined },
    config,
    log,
    stopping: controller.signal,
    stopped,
  };
  return {
    circleCi,
    notices,
    publicAddress,
    stop: (signal: StopSignal) => {
      controller.abort();
      resolveStopped(signal);
    },
    attendIt: async (
      wanted: Parameters<typeof attend>[2] = {},
      terminal: Terminal = recordingTerminal(),
    ) => attend(running, 'mine', wanted, terminal),
    /** Waits until the webhook is registered, and a delivery waited for. */
    registered: async () => notices.entry(2),
  };
}

/** Makes a person who gives one answer to all questions. */
function answering(answer: boolean): { terminal: Terminal; questions: string[] } {
  const questions: string[] = [];
  const terminal: Terminal = {
    ...recordingTerminal(),
    async ask(question) {
      questions.push(question);
      return Promise.resolve(answer);
    },
  };
  return { terminal, questions };
}

const namesOf = ({ webhooks }: { webhooks: readonly { name: string }[] }): string[] =>
  webhooks.map(({ name }) => name);

test('where nothing is kept, it says that the log has to do', async () => {
  const { notices, stop, attendIt, registered } = await setUp({ keeps: false });
  const attended = attendIt();
  await registered();
  expect(notices.entries.join('')).toMatch(
    /Press Test Ping[^]*It works once a delivery shows below with a valid signature/,
  );
  stop('SIGTERM');
  await attended;
});

test('a tunnel that fails is the end of it', async () => {
  const { circleCi, publicAddress, attendIt } = await setUp();
  publicAddress.set({ state: 'failed', problem: 'There is no tunnel: ngrok cannot be reached.' });
  await expect(attendIt()).rejects.toThrow('There is no tunnel: ngrok cannot be reached.');
  expect(circleCi.requests).toEqual([]);
});

test('stopped before there is a URL, it has nothing to do at the end', async () => {
  const { circleCi, publicAddress, stop, attendIt } = await setUp();
  publicAddress.set({ state: 'opening' });
  const attended = attendIt();
  stop('SIGINT');
  await attended;
  expect(circleCi.requests).toEqual([]);
});

test('stopped while it waits to try again, it waits no longer', async () => {
  const { circleCi, stop, attendIt } = await setUp();
  const asked = circleCi.onNext('GET', { status: 429, headers: { 'retry-after': '20' } });
  const attended = attendIt();
  await asked;
  stop('SIGINT');
  await expect(attended).rejects.toHaveProperty('name', 'AbortError');
  expect(circleCi.requests).toHaveLength(1);
});

test.each([
  [{ keep: true }, ['theirs', 'mine']],
  [{ delete: true }, ['theirs']],
])(
  'stopped while a webhook is being created, it waits for that, and does as %j says',
  async (wanted, left) => {
    const { circleCi, notices, stop, attendIt } = await setUp();
    const answer = gate('the test to let CircleCI answer');
    const posted = circleCi.onNext('POST', { after: answer.opened() });
    const attended = attendIt(wanted);
    await posted;
    stop('SIGINT');
    answer.open();
    await attended;
    expect(notices.entries.join('')).toMatch(/Webhook created/);
    expect(notices.entries.join('')).not.toContain('Press Test Ping');
    expect(namesOf(circleCi)).toEqual(left);
  },
);

test('the webhook follows the URL', async () => {
  const { circleCi, notices, publicAddress, stop, attendIt, registered } = await setUp();
  const attended = attendIt();
  await registered();
  publicAddress.set({ state: 'open', url: TWO });
  expect(await notices.entry(3)).toContain(`, to ${TWO}\n`);
  expect(notices.entries.join('')).not.toContain('npm run register');
  expect(circleCi.webhooks[1]).toMatchObject({ name: 'mine', url: TWO });
  stop('SIGTERM');
  await attended;
});

test('a webhook that CircleCI does not update now is told, and all else goes on', async () => {
  const { circleCi, notices, publicAddress, stop, attendIt, registered } = await setUp();
  const attended = attendIt();
  await registered();
  circleCi.mishaps.push({ status: 403 });
  publicAddress.set({ state: 'open', url: TWO });
  expect(await notices.entry(3)).toMatch(
    /^! The webhook does not have the new URL yet: .*only organization admins/,
  );
  stop('SIGTERM');
  await attended;
  expect(circleCi.webhooks[1]).toMatchObject({ name: 'mine', url: ONE });
});

test('at the end it deletes the webhook that is there, though it was made anew', async () => {
  const { circleCi, notices, publicAddress, stop, attendIt, registered } = await setUp();
  const attended = attendIt({ delete: true });
  await registered();
  // Someone deletes ours, and another one comes, so that the next is another than the first.
  circleCi.webhooks.splice(1);
  circleCi.webhooks.push(...circleCi.webhooks.map((one) => ({ ...one, id: 'x', name: 'another' })));
  publicAddress.set({ state: 'open', url: TWO });
  expect(await notices.entry(3)).toContain(`Webhook created`);
  stop('SIGTERM');
  await attended;
  expect(namesOf(circleCi)).toEqual(['theirs', 'another']);
});

describe('at the end', () => {
  test.each([
    [true, ['theirs']],
    [false, ['theirs', 'mine']],
  ])('who presses Ctrl-C is asked, and may say %j', async (answer, left) => {
    const { circleCi, stop, attendIt, registered } = await setUp();
    const { terminal, questions } = answering(answer);
    const attended = attendIt({}, terminal);
    await registered();
    stop('SIGINT');
    await attended;
    expect(questions).toEqual(['Delete the webhook mine from CircleCI?']);
    expect(namesOf(circleCi)).toEqual(left);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s asks nothing, and keeps it', async (signal) => {
    const { circleCi, notices, stop, attendIt, registered } = await setUp();
    const { terminal, questions } = answering(true);
    const attended = attendIt({}, terminal);
    await registered();
    stop(signal);
    await attended;
    expect(questions).toEqual([]);
    expect(notices.entries.at(-1)).toContain(
      `The webhook mine stays in CircleCI, with the URL ${ONE}; the next run updates it.`,
    );
    expect(namesOf(circleCi)).toEqual(['theirs', 'mine']);
  });

  test('a webhook that CircleCI does not delete is told', async () => {
    const { circleCi, notices, stop, attendIt, registered } = await setUp();
    const attended = attendIt({ delete: true });
    await registered();
    circleCi.mishaps.push({ status: 403 });
    stop('SIGTERM');
    await attended;
    expect(notices.entries.at(-1)).toMatch(/^! The webhook mine is not deleted: /);
  });
});
