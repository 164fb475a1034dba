import { curlCommand, curlPieces } from '../../src/http/curl';
import { succeed } from '../support/child';
import { newestAnswered, startInspector } from '../support/test-inspector';

describe('a command for curl', () => {
  test.each([
    ['begins with a dash', '-n --x\0'],
    ['has what printf makes sense of', '%s\\n\\061\0%%'],
    ['has what a shell makes sense of', `\0'$(exit 1)' "$HOME" \`id\` !!`],
    ['is no UTF-8', Buffer.from([0xff, 0x00, 0x0a, 0x0d, 0x80])],
    ['is text with quotes and line ends', `it's\n"fine" — \\ $HOME\n`],
  ])('sends the same body where it %s', async (_, body) => {
    const { deliver, store, receiver } = await startInspector({ secret: null });
    const original = await deliver(Buffer.from(body), { path: '/original' });
    await succeed('sh', ['-c', curlCommand({ ...original, url: '/copy' }, receiver.url)]);
    expect((await newestAnswered(store, '/copy')).body).toEqual(original.body);
  });
});

test('a command for a large body comes in pieces, which together are the same', () => {
  const body = Buffer.alloc(200_000);
  const request = { method: 'POST', url: '/', headers: [], body };
  const pieces = [...curlPieces(request, 'http://127.0.0.1:3000')];
  expect(pieces.join('')).toContain(`printf '${String.raw`\000`.repeat(body.length)}' | curl`);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(128 * 1024);
});
