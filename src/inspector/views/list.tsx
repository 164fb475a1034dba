import { Fragment, type JSX } from 'preact';
import { duration } from '../../text/duration';
import { isRebuilt } from '../../delivery/rebuilt';
import { handlingState } from '../../delivery/handling';
import { escapeLine } from '../../text/escape';
import type { Counts, DeliverySummary, Page } from '../../store/delivery-store';
import type { InspectorOptions } from '../inspector-options';
import { deliveryLink, listLink, type Place } from '../links';
import { placeGaps } from '../place-gaps';
import { CHANGED_EVENT } from '../tell-of-changes';
import { queryOf } from '../../store/read-filter';
import { BulkMenu } from './bulk-menu';
import { FiltersOn, NothingPasses } from './filters';
import { FirstSteps, type FirstStepsProps } from './first-steps';
import { clock, day } from '../../text/format';
import { AnswerCode, ChosenMark, HandlingMark, Status, Verdict } from './marks';
import { Gap, Missed } from './missed';
import { Matching, MatchingLater } from './matching';
import { Targets } from './targets';
import { WithSecrets } from './secrets';

export interface ListProps {
  readonly page: Page;
  readonly place: Place;
  readonly counts: Counts;
  /** Of the delivery that is shown beside the list. */
  readonly shown: string | undefined;
  /** Whether what is shown is to be the newest, whatever that is. */
  readonly follows: boolean;
  /** The address of the whole page, to look at again when something has changed. */
  readonly address: string;
  readonly inspected: FirstStepsProps & Pick<InspectorOptions, 'recovery'>;
}

export function List(props: ListProps): JSX.Element {
  const { page, place, counts, shown, follows, address, inspected } = props;
  const total = counts.accepted + counts.others;
  const { recovery } = inspected;
  const isAll = Object.keys(place.filter).length === 0;
  const gaps = placeGaps(page, isAll ? recovery.gaps() : [], place.before);
  const gapAbove = (index: number): JSX.Element | undefined => {
    const gap = gaps.get(index);
    return gap && <Gap gap={gap} recovery={recovery} />;
  };
  const refreshed = follows ? '#main' : '#deliveries';
  return (
    <section
      id="deliveries"
      class="deliveries"
      aria-label="Deliveries"
      hx-get={address}
      hx-trigger={`${CHANGED_EVENT} from:body`}
      hx-target={refreshed}
      hx-select={refreshed}
      hx-sync="#main:queue last"
    >
      {total === 0 ? (
        <>
          <Targets targets={inspected.dispatcher.targets} />
          <Missed recovery={recovery} />
          <FirstSteps {...inspected} />
        </>
      ) : (
        <>
          <div class="count-line">
            <Heading {...{ page, place, counts }} />
            <span class="exports">
              <a href={`/deliveries.har${queryOf(place.filter)}`} download="deliveries.har">
                Download as HAR
              </a>
              <WithSecrets label="with secrets" />
            </span>
            <FiltersOn filter={place.filter} linkOf={(filter) => listLink({ filter })} />
            {page.deliveries.length > 0 && (
              <BulkMenu place={place} targets={inspected.dispatcher.targets} />
            )}
          </div>
          <Targets targets={inspected.dispatcher.targets} />
          <Missed recovery={recovery} />
          {/* On a narrow screen, a delivery takes the place of the list, and begins at its top. */}
          <ol class="rows" hx-swap:inherited="outerMorph show:top showTarget:document">
            {page.deliveries.map((delivery, index) => (
              <Fragment key={delivery.id}>
                {gapAbove(index)}
                <Row delivery={delivery} place={place} isShown={delivery.id === shown} />
              </Fragment>
            ))}
            {gapAbove(page.deliveries.length)}
          </ol>
          <Pages page={page} place={place} />
          {counts.accepted === 0 && <FirstSteps {...inspected} />}
        </>
      )}
    </section>
  );
}

function Heading({
  page,
  place,
  counts,
}: Pick<ListProps, 'page' | 'place' | 'counts'>): JSX.Element {
  const { filter, before } = place;
  const { deliveries, next } = page;
  if (deliveries.length === 0) return <NothingPasses clear={listLink({ filter: {} })} />;
  const order = before === undefined ? 'newest first' : 'older ones';
  if (Object.keys(filter).length === 0) {
    return (
      <span>
        All, {order} · {counts.accepted} accepted, {counts.others} refused or visits
      </span>
    );
  }
  const isAll = before === undefined && next === undefined;
  return (
    <span>
      Filtered, {order}
      {isAll ? (
        <Matching matching={deliveries.length} kept={counts.accepted + counts.others} />
      ) : (
        <MatchingLater place={place} />
      )}
    </span>
  );
}

interface RowProps {
  readonly delivery: DeliverySummary;
  readonly place: Place;
  readonly isShown: boolean;
}

function Row({ delivery, place, isShown }: RowProps): JSX.Element {
  const { id, receivedAt, method, url, event, signature, answer } = delivery;
  const state = handlingState(delivery.handlings);
  const where = [event?.name, event?.project, event?.tag ?? event?.branch].filter(
    (text) => text !== undefined,
  );
  return (
    <li id={`d-${id}`}>
      <a class="row" href={deliveryLink(id, place)} {...(isShown && { 'aria-current': 'true' })}>
        <span class="what">
          <strong>{event === undefined ? 'no event' : escapeLine(event.type)}</strong>
          {event?.status !== undefined && <Status status={event.status} />}
          {isRebuilt(delivery) && <span class="badge info">rebuilt from the API</span>}
          {delivery.duplicateOf !== undefined && <span class="badge warn">duplicate</span>}
          {delivery.chosenAnswer && <ChosenMark chosenAnswer={delivery.chosenAnswer} />}
          {delivery.replayOf !== undefined && (
            <span class="badge info">{delivery.edited ? 'edited' : 'replay'}</span>
          )}
        </span>
        <time dateTime={receivedAt.toISOString()} title={`${day(receivedAt)} ${clock(receivedAt)}`}>
          <span class="clock">{clock(receivedAt)}</span> <span class="ago" data-ago />
        </time>
        <span class="from">
          {where.length > 0 && <span class="where">{escapeLine(where.join(' · '))}</span>}{' '}
          {!isRebuilt(delivery) && (
            <span class="request">
              <b>{escapeLine(method)}</b> {escapeLine(url)}
            </span>
          )}
        </span>
        <span class="answer">
          <Verdict verdict={signature.verdict} />{' '}
          {!isRebuilt(delivery) && <AnswerCode {...(answer && { answer })} />}{' '}
          {answer !== undefined && <span class="took">{duration(answer.durationMs)}</span>}{' '}
          {state !== undefined && <HandlingMark state={state} />}
        </span>
      </a>
    </li>
  );
}

/** Links to the pages. Beside a delivery that was opened from the pipelines, they load anew: the bar is to follow. */
function Pages({ page, place }: Pick<ListProps, 'page' | 'place'>): JSX.Element {
  const boost = place.section === 'pipelines' ? { 'hx-boost:inherited': 'false' } : {};
  return (
    <nav class="pages" aria-label="Pages" {...boost}>
      {place.before !== undefined && <a href={listLink({ filter: place.filter })}>← Newest</a>}
      {page.next !== undefined && (
        <a class="older" href={listLink({ filter: place.filter, before: page.next })}>
          Older →
        </a>
      )}
    </nav>
  );
}
