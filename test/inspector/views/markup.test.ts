import request from 'supertest';
import { describeInBrowser, openPage } from '../../support/browser';
import { delivery } from '../../support/delivery';
import { WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { rows } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

test('each page has one main heading, a description, and types for its buttons', async () => {
  const inspector = await startInspector();
  const views = ['/', '/pipelines', '/deliveries/none'];
  const textOf = async (view: string): Promise<string> =>
    (await request(inspector.url).get(view)).text;
  const pages = await Promise.all(views.map(textOf));
  await inspector.deliver(Buffer.alloc(0), { method: 'GET' });
  pages.push(await textOf('/'));
  const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
  const one = `/deliveries/${id}`;
  const later = ['/', '/?type=x', '/pipelines', one, `${one}?part=raw`, `${one}/edit`];
  pages.push(...(await Promise.all(later.map(textOf))));
  for (const page of pages) {
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page).toContain('<meta name="description"');
    expect(page).not.toMatch(/<button(?![^>]* type=)/);
    expect(page).not.toMatch(/<pre(?![^>]* role=)/);
    expect(page).toMatch(/<form id="filters"[^]*<button type="submit"[^]*?<\/form>/);
  }
});

test.each([
  ['a-secret', 'npm run ping', 'curl -d'],
  [null, 'curl -d', 'npm run ping'],
])('with the secret %s, the way to try it out is %s', async (secret, told, untold) => {
  const { url } = await startInspector({ secret });
  const { text } = await request(url).get('/');
  expect(text).toContain(told);
  expect(text).not.toContain(untold);
});

describeInBrowser('the list', () => {
  test.each([360, 1280])('takes two lines for a row, at %i px', async (width) => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: `/${'long'.repeat(40)}` });
    const page = await openPage(inspector.url, { viewport: { width, height: 800 } });
    const line = Number(
      await page.evaluate('parseFloat(getComputedStyle(document.body).lineHeight)'),
    );
    for (const row of await rows(page).all()) {
      expect((await row.boundingBox())?.height).toBeLessThan(3 * line);
    }
  });
});

describeInBrowser('a name of 150 characters', () => {
  test.each([360, 768, 1280])('does not widen a page of %i px', async (width) => {
    const inspector = await startInspector();
    const event = JSON.parse(WORKFLOW_COMPLETED_BODY.toString()) as Record<string, object>;
    const name = 'x'.repeat(150);
    const named = (key: string, more = {}): object => ({ ...event[key], name, ...more });
    const body = Buffer.from(
      JSON.stringify({
        ...event,
        ...{ workflow: named('workflow'), project: named('project'), webhook: named('webhook') },
        ...{
          organization: named('organization'),
          pipeline: { ...event['pipeline'], vcs: { branch: name } },
        },
      }),
    );
    const job = JSON.stringify({
      ...(JSON.parse(body.toString()) as object),
      ...{ type: 'job-completed', id: 'job', job: { name, id: '1', status: name } },
    });
    const { id } = await inspector.deliver(body, { path: `/${name}` });
    await inspector.deliver(Buffer.from(job));
    await inspector.store.save(delivery({ method: 'M'.repeat(150) }), { accepted: true });
    const page = await openPage(inspector.url, { viewport: { width, height: 700 } });
    const query = `?project=${name}&branch=${name}`;
    for (const view of [
      '/',
      `/${query}`,
      '/pipelines',
      `/pipelines${query}`,
      `/deliveries/${id}`,
    ]) {
      await page.goto(inspector.url + view);
      expect([view, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([
        view,
        width,
      ]);
      const wider = await page.evaluate(
        `[...document.querySelectorAll('#main, .deliveries, .detail, .pipelines, .pipeline')]
          .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.className)`,
      );
      expect([view, wider]).toEqual([view, []]);
    }
  });
});
