import { VARIABLES } from '../../src/config/environment';
import { namesOf } from '../../src/config/variables';
import { succeed } from './child';
import { afterTest } from './clean-up';

test('a child has no variable of the shell that the tests run in', async () => {
  const before = { ...process.env };
  afterTest(() => {
    process.env = before;
  });
  for (const name of [...namesOf(VARIABLES), 'OTHER']) process.env[name] = 'of the shell';

  const written = await succeed('node', ['--eval', 'console.log(JSON.stringify(process.env))']);
  const environment = Object.entries(JSON.parse(written) as Record<string, string>);
  const names = environment
    .filter(([name, value]) => value === process.env[name])
    .map(([name]) => name);
  expect(names.filter((name) => name !== 'TMPDIR')).toEqual(['PATH', 'HOME']);
});
