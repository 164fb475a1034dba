import type { JSX } from 'preact';
import { secretsOf } from '../../delivery/secrets';
import type { KeptDelivery } from '../../store/delivery-store';
import { escapeLine } from '../../text/escape';

/** Says that there are secrets, where they go, and where not. */
export function Secrets({ delivery }: { readonly delivery: KeptDelivery }): JSX.Element | null {
  const places = secretsOf(delivery);
  if (places.length === 0) return null;
  return (
    <section class="secrets note warn" aria-label="Secrets">
      <p>
        Secrets in <b>{escapeLine(places.join(', '))}</b> are kept as they came, and shown here. In
        the log, and in what is copied or downloaded, they are masked.
      </p>
      <WithSecrets label="Copy and download them too" />
    </section>
  );
}

/** Gives a box to tick for those who want secrets in what they copy or download beside it. */
export function WithSecrets({ label }: { readonly label: string }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" class="with-secrets" autocomplete="off" />
      <span>{label}</span>
    </label>
  );
}
