import type { JSX } from 'preact';

/** What to do until the first delivery comes. */
export function FirstSteps({ receiverUrl }: { readonly receiverUrl: string }): JSX.Element {
  const { port } = new URL(receiverUrl);
  return (
    <div class="empty">
      <h1>Waiting for the first delivery</h1>
      <p>It shows here by itself. Until then:</p>
      <ol>
        <li>
          Open a tunnel to the receiver, in another terminal: <code>ngrok http {port}</code>
        </li>
        <li>
          In CircleCI, under <b>Project Settings › Webhooks › Add Webhook</b>, paste the https
          address that ngrok shows as the <b>Receiver URL</b>. If you set{' '}
          <code>CIRCLECI_WEBHOOK_SECRET</code>, fill in the same as its <b>Secret token</b>.
        </li>
        <li>
          Press <b>Test Ping Event</b>.
        </li>
      </ol>
      <p>
        Without an account, any call will do:{' '}
        <code>
          curl -d &#39;{'{"type":"ping"}'}&#39; {receiverUrl}
        </code>
      </p>
    </div>
  );
}
