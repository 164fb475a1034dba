import type { ComponentChildren, JSX } from 'preact';
import { STYLE_SHEETS } from '../assets';

interface PageHeadProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** Says what all pages have in their head, and what one has besides. */
export function PageHead({ title, children }: PageHeadProps): JSX.Element {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      {STYLE_SHEETS.map((name) => (
        <link key={name} rel="stylesheet" href={`/assets/${name}`} />
      ))}
      {children}
    </head>
  );
}
