import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';

/** What is known of the address under which the internet reaches the receiver. */
export type PublicAddress =
  /** Nothing: there is no tunnel, or none that can be seen from here. */
  | { readonly state: 'unknown' }
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly url: string }
  /** It was there, and is not now. */
  | { readonly state: 'lost'; readonly url: string }
  /** There is to be a tunnel, and there is none. */
  | { readonly state: 'failed'; readonly problem: string };

/** What those who learn of the public address and those who show it share. */
export interface PublicAddressSource {
  readonly current: () => PublicAddress;
  /** Tells of every change. */
  readonly events: EventEmitter<{ change: [PublicAddress] }>;
}

export interface PublicAddressHolder extends PublicAddressSource {
  readonly set: (address: PublicAddress) => void;
}

export function createPublicAddress(): PublicAddressHolder {
  let current: PublicAddress = { state: 'unknown' };
  const events: PublicAddressSource['events'] = new EventEmitter();
  events.setMaxListeners(0); // as many as there are pages open
  return {
    current: () => current,
    events,
    set(address) {
      if (isDeepStrictEqual(address, current)) return;
      current = address;
      events.emit('change', address);
    },
  };
}
