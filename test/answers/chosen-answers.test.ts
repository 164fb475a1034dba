import { createChosenAnswers, type ChosenAnswers } from '../../src/answers/chosen-answers';
import { createLog } from '../../src/log/log';
import { manualClock, type ManualClock } from '../support/manual-clock';
import { recordingOutput } from '../support/recording-output';

const MINUTE_MS = 60_000;

function start(): { answers: ChosenAnswers; clock: ManualClock; told: readonly string[] } {
  const clock = manualClock();
  const notices = recordingOutput();
  const log = createLog({ format: 'pretty', color: false, output: notices, notices });
  return { answers: createChosenAnswers(log, clock), clock, told: notices.entries };
}

test('a choice is for so many, and is over with the end of the last of them', () => {
  const { answers, told } = start();
  answers.choose({ answer: { status: 503 }, count: 2, forMs: MINUTE_MS });
  const [first, second] = [answers.take(), answers.take()];
  expect([first?.answer, second?.answer, answers.take()]).toEqual([
    { status: 503 },
    { status: 503 },
    undefined,
  ]);
  first?.over();
  expect(answers.current()).toMatchObject({ count: 2, left: 0, waiting: 1 });
  second?.over();
  expect(answers.current()).toBeUndefined();
  expect(told).toEqual([
    '! The next 2 deliveries are answered 503, for 1 min 0 s at most, as chosen in the inspector.\n',
    'Deliveries are answered as usual again. Chosen were 2, and 2 came.\n',
  ]);
});

test('a choice ends by itself, but not for what has come until then', () => {
  const { answers, clock, told } = start();
  let changes = 0;
  answers.events.on('change', () => (changes += 1));
  answers.choose({ answer: { delayMs: 30_000 }, count: 5, forMs: MINUTE_MS });
  clock.pass(MINUTE_MS - 1);
  const taken = answers.take();
  const given: string[] = [];
  taken?.afterDelay(() => given.push('late'));
  clock.pass(1);
  expect(answers.take()).toBeUndefined();
  expect(answers.current()).toMatchObject({ left: 0, waiting: 1 });
  clock.pass(29_999);
  expect(given).toEqual(['late']);
  const before = changes;
  taken?.over();
  expect([answers.current(), changes - before, told.length]).toEqual([undefined, 1, 2]);
});

test('a choice is over in time also if its timer is late, as after a sleep of the machine', () => {
  const { answers, clock } = start();
  answers.choose({ answer: { status: 500 }, count: 1, forMs: MINUTE_MS });
  clock.setBack(-2 * MINUTE_MS);
  expect([answers.take(), answers.current()]).toEqual([undefined, undefined]);
});

test('its end has what is held back be answered at once, whatever was chosen since', () => {
  const { answers, clock, told } = start();
  const given: string[] = [];
  answers.choose({ answer: { delayMs: 60_000 }, count: 1, forMs: MINUTE_MS });
  const first = answers.take();
  first?.afterDelay(() => given.push('first'));
  answers.choose({ answer: { delayMs: 60_000 }, count: 2, forMs: MINUTE_MS });
  answers.take()?.afterDelay(() => given.push('second'));
  first?.over();
  expect(answers.current()).toMatchObject({ left: 1, waiting: 1 });
  answers.end();
  expect([given, answers.current()]).toEqual([['second'], undefined]);
  clock.pass(10 * MINUTE_MS);
  expect([given, told.length]).toEqual([['second'], 3]);
  answers.end();
  expect(told).toHaveLength(3);
});

test('what is still to be kept when all is ended is answered at once, too', () => {
  const { answers } = start();
  const given: string[] = [];
  answers.choose({ answer: { delayMs: 60_000 }, count: 2, forMs: MINUTE_MS });
  const taken = answers.take();
  answers.end();
  taken?.afterDelay(() => given.push('kept by now'));
  expect(given).toEqual(['kept by now']);
});
