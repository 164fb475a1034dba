import type { JSX } from 'preact';

const KEYS = [
  ['j, ↓', 'next delivery'],
  ['k, ↑', 'previous delivery'],
  ['Enter', 'read the delivery'],
  ['/', 'search, Enter for the list'],
  ['r', 'replay'],
  ['e', 'edit and replay'],
  ['?', 'this help'],
  ['Esc', 'close, or leave search or editor'],
] as const;

export function HelpDialog(): JSX.Element {
  return (
    <dialog id="help" aria-labelledby="help-title">
      <h2 id="help-title">Keyboard</h2>
      <dl class="keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              {keys.split(', ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" class="buttons">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

export function ClearDialog({ kept }: { readonly kept: number }): JSX.Element {
  return (
    <dialog id="clear" aria-labelledby="clear-title">
      <h2 id="clear-title">Clear all deliveries?</h2>
      <p>
        All that is kept here is deleted, not only what the filter shows
        {kept > 0 && ` (${kept} at the time of loading)`}. This cannot be undone.
      </p>
      <p class="soft">
        The file in DATA_DIR stays as large as it is; what comes from then on takes up its room.
      </p>
      <div class="buttons">
        <form method="dialog">
          <button type="submit" class="quiet">
            Keep them
          </button>
        </form>
        <form method="post" action="/clear" hx-boost="false">
          <button type="submit" class="danger">
            Delete all
          </button>
        </form>
      </div>
    </dialog>
  );
}
