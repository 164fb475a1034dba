import { VARIABLES } from '../../src/config/environment';
import { run } from './child';
import { afterTest } from './clean-up';

test('a child has no variable of the shell that the tests run in', async () => {
  const names = Object.keys(VARIABLES);
  const before = { ...process.env };
  afterTest(() => {
    process.env = before;
  });
  for (const name of names) process.env[name] = 'of the shell';

  const child = run('node', ['--eval', 'console.log(JSON.stringify(process.env))']);
  await child.exitCode();
  const environment = JSON.parse(child.stdout()) as Record<string, string>;
  expect(names.filter((name) => environment[name] === 'of the shell')).toEqual([]);
  expect(environment['PATH']).toBe(before['PATH']);
});
