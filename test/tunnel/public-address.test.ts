import { createPublicAddress } from '../../src/tunnel/public-address';

test('tells of changes alone', () => {
  const address = createPublicAddress();
  const told: string[] = [];
  address.events.on('change', ({ state }) => told.push(state));
  address.set({ state: 'unknown' });
  address.set({ state: 'open', url: 'https://x.example.com' });
  address.set({ state: 'open', url: 'https://x.example.com' });
  expect(told).toEqual(['open']);
});
