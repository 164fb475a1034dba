import { run, listening, RECEIVER, type RunningReceiver } from '../support/child';
import { pipelineInApi, projectInApi } from '../support/circleci-runs-stand-in';
import { startCircleCi, TOKEN } from '../support/circleci-stand-in';
import { SECRET } from '../support/fixtures';
import { minutesAgo, WEBHOOK } from '../support/recover';
import { temporaryFolder } from '../support/temporary-folder';

async function start(environment: Record<string, string>): Promise<RunningReceiver> {
  return listening(run('node', [RECEIVER], { CIRCLECI_WEBHOOK_SECRET: SECRET, ...environment }));
}

async function stop({ process, exitCode }: RunningReceiver): Promise<void> {
  process.kill('SIGTERM');
  expect(await exitCode()).toBe(0);
}

async function pipelinesPage(receiver: RunningReceiver): Promise<string> {
  const [, inspector = ''] = await receiver.until(/Inspector {4}(http:\S+)/);
  return (await fetch(`${inspector}/pipelines`)).text();
}

test('a start rebuilds what ran while nothing was there, and the next one nothing', async () => {
  const pipelines = Array.from({ length: 10 }, (_, index) => pipelineInApi(minutesAgo(1 + index)));
  const circleCi = await startCircleCi({
    ...{ projects: [projectInApi(pipelines)], webhooks: [WEBHOOK] },
  });
  const environment = {
    ...{ DATA_DIR: temporaryFolder(), INSPECTOR_PORT: '41000', RECOVER: 'on' },
    ...{ CIRCLECI_HOST: circleCi.url, CIRCLECI_TOKEN: TOKEN },
    CIRCLECI_PROJECT: 'https://github.com/example/shop',
  };
  const first = await start(environment);
  await first.until(/Missed events: 20 found, 0 had already, 20 rebuilt, 0 not readable\./);
  expect(first.stdout()).toMatch(/workflow-completed success {2}rebuilt from the API/);
  const page = await pipelinesPage(first);
  expect(pipelines.filter(({ number }) => !page.includes(`shop #${number}<`))).toEqual([]);
  expect(page.match(/rebuilt from the API/g)).toHaveLength(20);
  await stop(first);

  const second = await start(environment);
  await second.until(/Missed events: 20 found, 20 had already, 0 rebuilt, 0 not readable\./);
  expect(first.stdout() + first.stderr() + second.stdout() + page).not.toContain(TOKEN);
  await stop(second);
});

test('a start says what it would need to rebuild anything, and goes on', async () => {
  const receiver = await start({ RECOVER: 'on' });
  await receiver.until(/! RECOVER is on, but .* CIRCLECI_TOKEN is not set/);
  expect((await fetch(`${receiver.url}/healthz`)).status).toBe(200);
});

test('a start that is to stop does so, also while CircleCI is asked', async () => {
  const circleCi = await startCircleCi({ projects: [projectInApi()] });
  const asked = circleCi.onNext('GET', 'hang');
  const receiver = await start({
    ...{ RECOVER: 'on', CIRCLECI_HOST: circleCi.url, CIRCLECI_TOKEN: TOKEN },
    CIRCLECI_PROJECT: 'github/example/shop',
  });
  await asked;
  await stop(receiver);
});
