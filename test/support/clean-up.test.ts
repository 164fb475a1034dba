import { afterFile, afterTest } from './clean-up';

const done: string[] = [];
const note = (name: string) => (): void => void done.push(name);

afterTest(note('asked for outside of a test'));

test('what is asked for in a test', () => {
  afterTest(note('first'));
  afterTest(note('second'));
  void afterTest(note('before the end'))();
  afterFile(note('for the file'));
  expect(done).toEqual(['before the end']);
});

test('is undone after it, the last first, and once', () => {
  expect(done).toEqual(['before the end', 'second', 'first']);
});

test('what fails is not tried again', async () => {
  const undo = afterTest(() => {
    throw new Error('cannot be undone');
  });
  await expect(undo()).rejects.toThrow('cannot be undone');
  await undo();
});
