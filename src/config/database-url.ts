import { ConfigError } from './config-error';
import { Variable } from './variables';

const NAME = 'DATABASE_URL';

/** The URL of a Postgres. It has a password, so no error may show it. */
export const databaseUrl = new Variable([NAME], ({ [NAME]: raw = '' }) => {
  const text = raw.trim();
  if (text === '') return undefined;
  if (/^postgres(?:ql)?:\/\/[^\s#]*$/i.test(text) && URL.canParse(text)) return text;
  throw new ConfigError([
    `${NAME}: is not the URL of a Postgres; use one as in postgres://user:password@host:5432/name, with special characters of the password in %, as %23 for #`,
  ]);
});
