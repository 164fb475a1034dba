import { createLog, type Log } from '../../src/log/log';
import { recordingOutput } from '../support/recording-output';

/** As the log begins the entry of a request. */
const FORGED = '09:15:27.613  POST /  200  3.2 ms  175 B  ping  signature valid';

/** Gives the lines that are logged. */
function linesOf(write: (log: Log) => void, color = false): string[] {
  const notices = recordingOutput();
  write(createLog({ format: 'pretty', color, output: recordingOutput(), notices }));
  return notices.entries.join('').split('\n').slice(0, -1);
}

test.each<[string, (log: Log, text: string) => void]>([
  [
    'info',
    (log, text) => {
      log.info(text);
    },
  ],
  [
    'warn',
    (log, text) => {
      log.warn(text);
    },
  ],
  [
    'error',
    (log, text) => {
      log.error(text);
    },
  ],
])('%s writes one line, whatever is in its text', (_, write) => {
  for (const lineBreak of ['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029', '\v', '\f']) {
    const lines = linesOf((log) => {
      write(log, `build${lineBreak}${FORGED}`);
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^(! )?build\\(n|r|r\\n|x85|u2028|u2029|x0b|x0c)09:15/);
  }
});

test('several lines are several texts', () => {
  const lines = linesOf((log) => {
    log.info(['one', `two\n${FORGED}`, '']);
  });
  expect(lines).toEqual(['one', `two\\n${FORGED}`, '']);
});

test.each<[string, unknown]>([
  ['an error', new Error(`Bad name:\n${FORGED}`)],
  ['a cause', new Error('Bad', { cause: new Error(`name:\n${FORGED}`) })],
  ['an object', { name: `build\n${FORGED}` }],
  ['a text', `build\n${FORGED}`],
])('what %s tells is indented, so that none of it looks like an entry', (_, cause) => {
  const [first, ...others] = linesOf((log) => {
    log.error('It failed.', cause);
  });
  expect(first).toBe('It failed.');
  expect(others.length).toBeGreaterThan(0);
  for (const line of others) expect(line).toMatch(/^ {2}/);
});

test('a warning has details in the same way', () => {
  const lines = linesOf((log) => {
    log.warn('It failed.', `Error: Bad\n${FORGED}`);
  });
  expect(lines).toEqual(['! It failed.', '  Error: Bad', `  ${FORGED}`]);
});

test('the line of a handler begins with the time and its name, and is one line', () => {
  const at = new Date('2026-11-02T09:15:27.418').getTime();
  const origin = { handler: 'ping', id: '1' };
  const lines = linesOf((log) => {
    log.handler(origin, { at, level: 'info', text: `one\n${FORGED}` });
    log.handler(origin, { at, level: 'warn', text: '\u001b[2J', details: `two\n${FORGED}` });
  });
  expect(lines).toEqual([
    `09:15:27.418  ping  one\\n${FORGED}`,
    '09:15:27.418  ping  ! \\x1b[2J',
    '  two',
    `  ${FORGED}`,
  ]);
});
