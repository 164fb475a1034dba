/**
 * Gives the address of a page of CircleCI's web app, as an event tells it; undefined for one that leads anywhere else:
 * what is sent may be anything.
 *
 * @param circleCi `https://circleci.com`, or a CircleCI server
 */
export function webAppLink(text: string | undefined, circleCi: URL): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, host, username, password } = new URL(text);
  const isOwn = host === circleCi.host || host === `app.${circleCi.host}`;
  return protocol === 'https:' && isOwn && username === '' && password === '' ? text : undefined;
}
