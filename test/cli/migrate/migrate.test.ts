import { migrate } from '../../../src/cli/migrate/command';
import { callCommand } from '../../support/call-command';
import { createDatabase, describeWithPostgres, NEWEST_VERSION } from '../../support/postgres';

describeWithPostgres('npm run migrate', () => {
  test('brings a database up to date, and says so; again, there is nothing to do', async () => {
    const DATABASE_URL = await createDatabase();
    expect(await callCommand(migrate, [], { DATABASE_URL })).toEqual({
      code: 0,
      stdout: `The database was brought from version 0 to ${NEWEST_VERSION}.\n`,
      stderr: '',
    });
    expect(await callCommand(migrate, [], { DATABASE_URL })).toMatchObject({
      code: 0,
      stdout: `The database is up to date: it is of version ${NEWEST_VERSION}.\n`,
    });
  });
});

test('without a database, or one that is not there, it says so', async () => {
  expect(await callCommand(migrate, [])).toMatchObject({
    code: 1,
    stderr: 'There is no database to bring up to date: set DATABASE_URL to that of a Postgres.\n',
  });
  const { code, stderr } = await callCommand(migrate, [], {
    DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/x',
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^DATABASE_URL: 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/);
  expect(stderr).not.toContain('hunter2');
});
