import { VARIABLES } from '../../config/environment';
import { readEnvironment } from '../../config/read-environment';
import { migrate } from '../../store/postgres/migrate';
import type { CommandContext } from '../framework/command';
import { CommandError, EXIT } from '../framework/errors';

/** Brings the database up to date, and tells from which version to which. */
export async function migrateDatabase(context: CommandContext): Promise<number> {
  const url = VARIABLES.databaseUrl.read(readEnvironment(context));
  if (url === undefined) {
    throw new CommandError(
      'There is no database to bring up to date: set DATABASE_URL to that of a Postgres.',
    );
  }
  const { from, to } = await migrate(url);
  context.terminal.say(
    from === to
      ? `The database is up to date: it is of version ${to}.`
      : `The database was brought from version ${from} to ${to}.`,
  );
  return EXIT.done;
}
