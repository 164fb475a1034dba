import type { JSX } from 'preact';
import { PageHead } from './page-head';

/** Asks those whom a page of another site led here: it may not have them load anything but this. */
export function LedHere({ address }: { readonly address: string }): JSX.Element {
  return (
    <html lang="en">
      <PageHead title="Inspector" />
      <body>
        <main class="detail">
          <h1>Another site led you here</h1>
          <p>The inspector shows what came to your receiver, on this machine alone.</p>
          <p>
            <a class="button" href={address}>
              Open it
            </a>
          </p>
        </main>
      </body>
    </html>
  );
}
