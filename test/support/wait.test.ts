import { createChanges, poll, within } from './wait';

const never = new Promise<never>(() => undefined);

describe('a wait', () => {
  test('says what has not come', async () => {
    await expect(within('the answer', never, 1)).rejects.toThrow('Not within 0.001 s: the answer');
  });

  test('says how things stand once it is missed', async () => {
    const changes = createChanges();
    let seen = 0;
    const missed = changes.until(
      () => `the second look, after ${seen}`,
      () => {
        seen += 1;
        return false;
      },
      1,
    );
    await expect(missed).rejects.toThrow('the second look, after 1');
  });

  test('looks again after each change, also after one that comes while it looks', async () => {
    const changes = createChanges();
    let looks = 0;
    const found = await changes.until('the third look', async () => {
      looks += 1;
      changes.tell();
      return Promise.resolve(looks === 3 && looks);
    });
    expect(found).toBe(3);
  });

  test('looks again by itself at what tells nothing of its changes', async () => {
    let looks = 0;
    expect(await poll('the third look', () => (looks += 1) === 3 && looks)).toBe(3);
  });

  test('fails as the look does', async () => {
    const look = (): never => {
      throw new Error('broken');
    };
    await expect(createChanges().until('anything', look)).rejects.toThrow('broken');
  });

  test('that no one looks at any more harms nothing when it is missed', async () => {
    void within('what is not awaited', never, 1);
    await expect(within('what is', never, 2)).rejects.toThrow('what is');
  });
});
