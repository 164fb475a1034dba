import { recover } from '../../../src/cli/recover/command';
import { callCommand, type Called } from '../../support/call-command';
import { pipelineInApi, projectInApi } from '../../support/circleci-runs-stand-in';
import { freePort } from '../../support/free-port';
import { minutesAgo, startRecovering } from '../../support/recover';
import { startStandIn } from '../../support/stand-in';

const shop = (): ReturnType<typeof projectInApi> => projectInApi([pipelineInApi(minutesAgo(5))]);

async function call(port: number, ...args: string[]): Promise<Called> {
  return callCommand(recover, args, { INSPECTOR_PORT: String(port) });
}

test('tells what was rebuilt, and what not', async () => {
  const gone = pipelineInApi(minutesAgo(5), { workflows: undefined });
  const there = pipelineInApi(minutesAgo(5));
  const { port, kept } = await startRecovering({ projects: [projectInApi([gone, there])] });
  const first = await call(port, '--since', '1h');
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(
    /^\S+Z {2}job-completed success {2}test · shop\n\S+Z {2}workflow-completed success {2}build-and-test · shop\n2 found, 0 had already, 2 rebuilt, 1 not readable\. github\/example\/shop, from \S+ to \S+\n$/,
  );
  expect((await call(port, '--since', '1h')).stdout).toMatch(/^2 found, 2 had already, 0 rebuilt/);
  expect(await kept()).toHaveLength(2);
});

test('only tells what would be rebuilt, also as JSON', async () => {
  const { port, kept } = await startRecovering({ projects: [shop()] });
  expect((await call(port, '--dry-run')).stdout).toContain(
    '2 found, 0 had already, 2 to be rebuilt',
  );
  const { stdout } = await call(port, '--dry-run', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ state: 'done', found: 2, had_already: 0, rebuilt: 2, not_readable: 0, dry_run: true },
    projects: ['github/example/shop'],
    events: [{ title: 'job-completed success', id: null }, {}],
  });
  expect(await kept()).toEqual([]);
});

test('takes a time, projects, and that handlers do not get it', async () => {
  const projects = [shop(), projectInApi([pipelineInApi(minutesAgo(90))], 'github/example/api')];
  const handled: unknown[] = [];
  const { port, kept } = await startRecovering(
    { projects },
    { slugs: [], handlers: { any: (event) => void handled.push(event) } },
  );
  const since = minutesAgo(120).toISOString();
  const options = ['--since', since, '--until', '1h', '--no-handlers'];
  const slugs = ['gh/example/shop', 'https://github.com/example/api'];
  const { code, stdout } = await call(
    port,
    ...options,
    ...slugs.flatMap((slug) => ['--project', slug]),
  );
  expect([code, stdout]).toEqual([0, expect.stringContaining('2 found')]);
  expect((await kept()).map(({ event, handlings }) => [event?.project, handlings])).toEqual([
    ['api', []],
    ['api', []],
  ]);
  expect(handled).toEqual([]);
});

test('fails with what is wrong in CircleCI, and tells what it could do', async () => {
  const { port } = await startRecovering(
    { projects: [shop()], webhooks: [] },
    { slugs: ['github/example/shop', 'github/example/gone'] },
  );
  const { code, stdout, stderr } = await call(port);
  expect([code, stdout]).toEqual([1, expect.stringContaining('0 found')]);
  expect(stderr).toMatch(/! .* has no webhook.*\n.*no project github\/example\/gone/);
});

test.each([
  [['--since', 'yesterday'], '--since "yesterday" is no time: use an age as 30m'],
  [['--until', 'x'], '--until "x" is no time'],
  [['--project', 'shop'], '--project "shop" is no project: use its slug'],
])('refuses %j', async (args, sentence) => {
  const { code, stderr } = await call(1, ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
});

describe('says what is wrong here', () => {
  test('if no receiver runs, or has no inspector', async () => {
    expect(await call(await freePort())).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^The inspector does not answer at .*: start the receiver \(npm start\)/,
      ) as string,
    });
    expect((await call(0)).stderr).toContain('There is no inspector to ask');
  });

  test('if something else answers', async () => {
    const { port } = await startStandIn((_req, res) => res.end('hello'));
    expect((await call(port)).stderr).toContain('is not the inspector');
  });

  test('if the receiver has no token', async () => {
    const { port } = await startRecovering({}, { token: null });
    const { code, stderr } = await call(port);
    expect(code).toBe(1);
    expect(stderr).toContain('CIRCLECI_TOKEN is not set: make a personal API token at https://');
  });
});
