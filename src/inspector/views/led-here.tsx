import type { JSX } from 'preact';
import { STYLE_SHEETS } from '../assets';

/** Asks those whom a page of another site led here: it may not have them load anything but this. */
export function LedHere({ address }: { readonly address: string }): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Inspector</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        {STYLE_SHEETS.map((name) => (
          <link key={name} rel="stylesheet" href={`/assets/${name}`} />
        ))}
      </head>
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
