import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { listening, run } from '../support/child';
import { freePort } from '../support/free-port';
import { compiledCopy } from '../support/project-copy';
import { temporaryFolder } from '../support/temporary-folder';
import { startInspector } from '../support/test-inspector';

async function linksOf(url: string): Promise<string[]> {
  const html = await (await fetch(url)).text();
  return [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
}

test('all that a page loads is there, to be asked for again each time', async () => {
  const { url } = await startInspector();
  const paths = [...(await linksOf(url)), '/assets/live-worker.js'];
  expect(paths).toContain('/assets/htmx.min.js');
  for (const path of paths) {
    const { headers } = await request(url).get(path).expect(200);
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-type']).toMatch(/^(text\/(css|javascript)|image\/svg)/);
    await request(url)
      .get(path)
      .set('If-None-Match', headers['etag'] ?? '')
      .expect(304);
  }
});

test.each([
  '/assets',
  '/assets/',
  '/assets/styles',
  '/assets/..%2finspector.ts',
  '/assets/none.js',
])('nothing is at %s', async (path) => {
  const { url } = await startInspector();
  await request(url).get(path).expect(404);
});

test('they are there in a folder with a dot, too', async () => {
  const folder = join(temporaryFolder(), '.apps/receiver');
  mkdirSync(folder, { recursive: true });
  const environment = { INSPECTOR_PORT: String(await freePort()) };
  const receiver = run('node', [join(compiledCopy(folder), 'src/index.js')], environment);
  await listening(receiver);
  const [, inspector = ''] = await receiver.until(/Inspector +(http:\S+)/);
  for (const path of await linksOf(inspector)) {
    expect(`${path} ${(await fetch(inspector + path)).status}`).toBe(`${path} 200`);
  }
});
