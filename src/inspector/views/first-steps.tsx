import type { JSX } from 'preact';
import { ADD_WEBHOOK, addWebhookSteps, webhookForm } from '../../circleci/add-webhook';
import { escapeLine } from '../../text/escape';
import { ngrokCommand } from '../../tunnel/leads-here';
import { REACHABLE_BY_FORM, whyUnreachable } from '../../tunnel/reach';
import type { InspectorOptions } from '../inspector-options';
import { URL_LINK } from '../links';
import { CopyButton } from './copy-button';

export type FirstStepsProps = Pick<
  InspectorOptions,
  'receiverUrl' | 'publicAddress' | 'circleCiUrl' | 'secrets' | 'dispatcher'
>;

/** Tells what to do until the first delivery comes. */
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
      return <WithoutUrl {...props} />;
  }
}

function WithoutUrl({ receiverUrl, secrets }: FirstStepsProps): JSX.Element {
  const steps = addWebhookSteps(
    'the https address that ngrok shows',
    secrets !== undefined,
    'here by itself',
  );
  return (
    <ol>
      <li>
        Open a tunnel to the receiver, in another terminal: <code>{ngrokCommand(receiverUrl)}</code>
      </li>
      {steps.map((step) => (
        <li key={step}>
          {step
            .split('*')
            .map((part, index) => (index % 2 === 0 ? part : <b key={part}>{part}</b>))}
          .
        </li>
      ))}
    </ol>
  );
}

function WithUrl({
  url,
  circleCiUrl,
  secrets,
}: FirstStepsProps & { readonly url: string }): JSX.Element {
  const problem = whyUnreachable(url, circleCiUrl);
  return (
    <>
      <p class={`note ${problem === undefined ? 'good' : 'warn'}`}>
        {problem === undefined
          ? `There is a tunnel to here. ${REACHABLE_BY_FORM}`
          : escapeLine(problem)}
      </p>
      <ol>
        <li>
          In CircleCI, under <b>{ADD_WEBHOOK}</b>, enter:
          <table class="pairs">
            <tbody>
              {webhookForm(url, secrets !== undefined).map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    {value === url ? (
                      <>
                        <b>{escapeLine(url)}</b> <CopyButton from={URL_LINK} what="URL" />
                      </>
                    ) : (
                      value
                    )}
                  </td>
                </tr>
              ))}
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
