// @ts-check
// How the tabs hear what the one stream tells.

/** Opens what all tabs and the worker have in common. */
export function openChannel() {
  return new BroadcastChannel('inspector');
}

/** Is told in the place of an event, while there is no stream. */
export const LOST = 'lost';
