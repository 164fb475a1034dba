import type { JSX } from 'preact';
import { chosenAnswerText } from '../../delivery/chosen-answer';
import { duration } from '../../text/duration';
import { eventTitle } from '../../circleci/summary';
import { escapeLine } from '../../text/escape';
import { isRebuilt } from '../../delivery/rebuilt';
import type { KeptDelivery } from '../../store/delivery-store';
import type { AskedCircleCi } from '../inspector-options';
import type { LaidOut } from '../lay-out';
import {
  deleteLink,
  deliveryLink,
  editLink,
  fileLink,
  listLink,
  newestOf,
  pipelinesLink,
  replayLink,
  type Place,
} from '../links';
import { whyNotSendable } from '../replay';
import { ArrivalsLater } from './arrivals';
import { CopyButton } from './copy-button';
import { EventFacts } from './event-facts';
import { clock, day, size } from '../../text/format';
import { AnswerCode, ChosenMark, Status, Verdict } from './marks';
import { InCircleCi } from './in-circleci';
import { WhyFailed } from './why-failed';
import { Handlings } from './handlings';
import { Parts } from './parts';
import { Secrets } from './secrets';

export interface DetailProps extends LaidOut {
  readonly place: Place;
  readonly circleCiUrl: URL;
  readonly asked: Pick<AskedCircleCi, 'isPossible' | 'isSoon'>;
  /** Whether the focus is to move here, from what led here. */
  readonly takesFocus?: boolean;
}

/** Shows one delivery. Its id is of this one alone, so that another begins at its top, with all unfolded. */
export function Detail(props: DetailProps): JSX.Element {
  const { delivery, details, shown, place, circleCiUrl, takesFocus = false } = props;
  const { id, receivedAt, event, method, url, answer } = delivery;
  return (
    <article id={`delivery-${id}`} class="detail" aria-labelledby="detail-title">
      {place.section === 'pipelines' ? (
        <a class="back" href={pipelinesLink(newestOf(place))}>
          ← Pipelines
        </a>
      ) : (
        <a class="back to-list" href={listLink(place)}>
          ← All deliveries
        </a>
      )}
      <header class="head">
        <h2 id="detail-title" tabIndex={-1} autofocus={takesFocus}>
          {event === undefined ? 'No event' : escapeLine(event.type)}
          {event?.status !== undefined && <Status status={event.status} />}
        </h2>
        {!isRebuilt(delivery) && (
          <p class="line">
            <b>{escapeLine(method)}</b> <span class="url">{escapeLine(url)}</span>
          </p>
        )}
        <p class="line soft">
          <time dateTime={receivedAt.toISOString()}>
            {day(receivedAt)}, {clock(receivedAt)} <span class="ago" data-ago />
          </time>
          {!isRebuilt(delivery) && (
            <span>
              answered <AnswerCode {...(answer && { answer })} />
              {answer !== undefined && ` in ${duration(answer.durationMs)}`}
            </span>
          )}
          <span>{size(delivery.body.length)}</span>
          {!isRebuilt(delivery) && <span>from {escapeLine(delivery.remoteAddress)}</span>}
        </p>
        <Relations delivery={delivery} place={place} />
      </header>
      <Actions delivery={delivery} place={place} />
      <Secrets delivery={delivery} />
      <Signature delivery={delivery} />
      <ArrivalsLater delivery={delivery} place={place} />
      <WhyFailed {...props} />
      <InCircleCi {...props} />
      <Handlings delivery={delivery} place={place} />
      <Notes notes={delivery.notes} />
      <EventFacts details={details} circleCiUrl={circleCiUrl} />
      <Parts id={id} place={place} shown={shown} />
    </article>
  );
}

function Relations({ delivery, place }: Pick<DetailProps, 'delivery' | 'place'>): JSX.Element {
  const { duplicateOf, replayOf, edited, sentTo, answer, chosenAnswer } = delivery;
  return (
    <>
      {chosenAnswer !== undefined && (
        <p class="note">
          <ChosenMark chosenAnswer={chosenAnswer} /> Its answer was chosen in the inspector:{' '}
          {chosenAnswerText(chosenAnswer)}.
          {answer === undefined && ' It is still held back, or its sender left before.'}
        </p>
      )}
      {duplicateOf !== undefined && (
        <p class="note">
          <span class="badge warn">duplicate</span> The same event came before, in{' '}
          <a href={deliveryLink(duplicateOf, place)}>an earlier delivery</a>.
        </p>
      )}
      {replayOf !== undefined && (
        <p class="note">
          <span class="badge info">replay</span> {edited ? 'Edited, and sent' : 'Sent'} from here
          {sentTo !== undefined && ` to ${sentTo}`}, after{' '}
          <a href={deliveryLink(replayOf, place)}>the original</a>
          {answer !== undefined && `, and answered ${answer.status}`}.
        </p>
      )}
    </>
  );
}

function Actions({ delivery, place }: Pick<DetailProps, 'delivery' | 'place'>): JSX.Element {
  const { id, event } = delivery;
  const problem = whyNotSendable(delivery);
  return (
    <div class="actions">
      <form id="replay" method="post" action={replayLink(id, place)} hx-disable="find .primary">
        <button
          type="submit"
          class="primary"
          disabled={problem !== undefined}
          title={problem ?? 'Replay (r)'}
        >
          Replay
        </button>
      </form>
      <a id="edit" class="button" href={editLink(id, place)} title="Edit and replay (e)">
        Edit and replay
      </a>
      <CopyButton from={fileLink(id, 'curl')} what="as curl" problem={problem} />
      <details class="more">
        <summary>Download</summary>
        <ul class="menu">
          <Download from={fileLink(id, 'request-body')} what="Body" />
          <Download from={fileLink(id, 'delivery.json')} what="Delivery as JSON" />
          {problem === undefined && (
            <Download from={fileLink(id, 'fixture.json')} what="Save as fixture" />
          )}
          {problem === undefined && event !== undefined && (
            <Download
              from={fileLink(id, 'fixture.json?anonymise=1')}
              what="Save anonymised fixture"
            />
          )}
        </ul>
      </details>
      <a class="button quiet" href={deleteLink(id, place)}>
        Delete
      </a>
    </div>
  );
}

function Download({ from, what }: { readonly from: string; readonly what: string }): JSX.Element {
  return (
    <li>
      <a href={from} download="">
        {what}
      </a>
    </li>
  );
}

function Signature({ delivery }: Pick<DetailProps, 'delivery'>): JSX.Element {
  const { signature, hints } = delivery;
  return (
    <section class={`signature ${signature.verdict}`} aria-label="Signature">
      <p>
        <Verdict verdict={signature.verdict} />{' '}
        {signature.verdict === 'valid' && `Signed with the ${signature.signedWith} secret.`}
        {'reason' in signature && <code>{signature.reason}</code>}
        {signature.verdict === 'unchecked' && 'The signature was not checked.'}
        {signature.verdict === 'rebuilt' &&
          'Rebuilt from the API, after it was missed: nobody sent it, so there is no signature. What the API does not tell is not there.'}
      </p>
      {hints.length > 0 && (
        <ul>
          {hints.map((hint) => (
            <li key={hint}>{escapeLine(hint)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Tells what differs from the documentation. CircleCI's maps are open: that is no reason to refuse anything. */
function Notes({ notes }: Pick<KeptDelivery, 'notes'>): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <section class="notes" aria-labelledby="notes-title">
      <h3 id="notes-title">Not as documented</h3>
      <ul>
        {notes.map((note) => (
          <li key={note}>{escapeLine(note)}</li>
        ))}
      </ul>
    </section>
  );
}

/** Fills the place beside a list in which nothing is picked. */
export function NoDetail(): JSX.Element {
  return (
    <div class="detail nothing">
      <p>Pick a delivery to see all of it.</p>
    </div>
  );
}

/** Gives the title of a page that shows a delivery. */
export function detailTitle({ event, method, url }: KeptDelivery): string {
  const title = event === undefined ? `${method} ${url.slice(0, 80)}` : eventTitle(event);
  return `${escapeLine(title)} · Inspector`;
}
