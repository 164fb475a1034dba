import type { JSX } from 'preact';
import { escapeLine } from '../../text/escape';
import { whyUnreachable } from '../../tunnel/public-address';
import type { Inspected } from '../inspected';
import { URL_LINK } from '../links';
import { CopyButton } from './copy-button';

export type FirstStepsProps = Pick<
  Inspected,
  'receiverUrl' | 'publicAddress' | 'circleCiUrl' | 'secrets'
>;

/** What to do until the first delivery comes. */
export function FirstSteps(props: FirstStepsProps): JSX.Element {
  const { receiverUrl, publicAddress, secrets } = props;
  const address = publicAddress.current();
  return (
    <div class="empty">
      <h2>Waiting for the first delivery</h2>
      <p>It shows here by itself. Until then:</p>
      {address.state === 'lost' && (
        <p class="note warn">
          {escapeLine(address.url)} does not lead here any more: start the tunnel again.
        </p>
      )}
      {address.state === 'failed' && <p class="note warn">{escapeLine(address.problem)}</p>}
      <Steps {...props} />
      <p>
        {secrets === undefined ? (
          <>
            Without an account, any call will do:{' '}
            <code>
              curl -d &#39;{'{"type":"ping"}'}&#39; {receiverUrl}
            </code>
          </>
        ) : (
          <>
            Without an account, send one that is signed with your secret: <code>npm run ping</code>
          </>
        )}
      </p>
    </div>
  );
}

function Steps(props: FirstStepsProps): JSX.Element {
  const address = props.publicAddress.current();
  switch (address.state) {
    case 'open':
      return <WithUrl {...props} url={address.url} />;
    case 'opening':
      return (
        <p class="note">A tunnel is being opened; what to enter in CircleCI shows here then.</p>
      );
    default:
      return <WithoutUrl receiverUrl={props.receiverUrl} />;
  }
}

function WithoutUrl({ receiverUrl }: Pick<FirstStepsProps, 'receiverUrl'>): JSX.Element {
  const { port } = new URL(receiverUrl);
  return (
    <ol>
      <li>
        Open a tunnel to the receiver, in another terminal: <code>ngrok http {port}</code>
      </li>
      <li>
        In CircleCI, under <b>Project Settings › Webhooks › Add Webhook</b>, paste the https address
        that ngrok shows as the <b>Receiver URL</b>. If you set <code>CIRCLECI_WEBHOOK_SECRET</code>
        , fill in the same as its <b>Secret token</b>.
      </li>
      <li>
        Press <b>Test Ping Event</b>.
      </li>
    </ol>
  );
}

function WithUrl({
  url,
  circleCiUrl,
  secrets,
}: FirstStepsProps & { readonly url: string }): JSX.Element {
  const problem = whyUnreachable(new URL(url), circleCiUrl);
  return (
    <>
      {problem === undefined ? (
        <p class="note good">There is a tunnel to here, at an address that CircleCI can reach.</p>
      ) : (
        <p class="note warn">
          CircleCI will not reach {escapeLine(url)}: {problem}.
        </p>
      )}
      <ol>
        <li>
          In CircleCI, under <b>Project Settings › Webhooks › Add Webhook</b>, enter:
          <table class="pairs">
            <tbody>
              <tr>
                <th scope="row">Webhook name</th>
                <td>any</td>
              </tr>
              <tr>
                <th scope="row">Receiver URL</th>
                <td>
                  <b>{escapeLine(url)}</b> <CopyButton from={URL_LINK} what="URL" />
                </td>
              </tr>
              <tr>
                <th scope="row">Certificate verification</th>
                <td>on</td>
              </tr>
              <tr>
                <th scope="row">Secret token</th>
                <td>
                  {secrets === undefined
                    ? 'none: set CIRCLECI_WEBHOOK_SECRET in .env and restart, to have signatures checked'
                    : 'the same as CIRCLECI_WEBHOOK_SECRET in .env, without quotes'}
                </td>
              </tr>
              <tr>
                <th scope="row">Select an event</th>
                <td>Workflow Completed, Job Completed, or both</td>
              </tr>
            </tbody>
          </table>
        </li>
        <li>
          Press <b>Test Ping Event</b>, and save.
        </li>
      </ol>
      <p>
        With an API token in <code>.env</code>, <code>npm run register</code> does the first step.
      </p>
    </>
  );
}
