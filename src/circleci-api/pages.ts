import type { ApiRequest } from './api-request';

interface Page {
  readonly next_page_token?: string | null | undefined;
}

/**
 * Asks for the pages of a list, one after the other, until there is none any more, or one comes again.
 *
 * @param askPage asks for one, by what its query has besides
 * @param most after how many a list ends, whatever CircleCI says
 */
export async function* pagesOf<P extends Page>(
  askPage: (query: NonNullable<ApiRequest['query']>) => Promise<P>,
  most: number,
): AsyncGenerator<P> {
  const seen = new Set<string>();
  let query = {};
  for (let count = 0; count < most; count += 1) {
    const page = await askPage(query);
    yield page;
    const token = page.next_page_token ?? '';
    if (token === '' || seen.has(token)) return;
    seen.add(token);
    query = { 'page-token': token };
  }
}
