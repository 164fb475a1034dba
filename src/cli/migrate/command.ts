import type { Command } from '../framework/command';

export const migrate: Command = {
  scripts: ['migrate'],
  usage: ['npm run migrate'],
  summary: 'brings the database at DATABASE_URL up to date',
  about: `Makes the tables of deliveries in the Postgres at DATABASE_URL, or brings them up to date. The receiver does so
itself when it starts, if its user may; this is for those whose may not. Set DATABASE_URL to that of a user who owns the
database, for this command alone.`,
  options: {},
  exit: { done: 'the database is up to date', failed: 'it cannot be brought up to date' },
  run: async (_given, context) => (await import('./migrate')).migrateDatabase(context),
};
