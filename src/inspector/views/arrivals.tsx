import type { JSX } from 'preact';
import type { DeliverySummary, KeptDelivery } from '../../store/delivery-store';
import { duration } from '../../text/duration';
import { clock, day } from '../../text/format';
import type { Arrivals } from '../arrivals';
import { arrivalsLink, deliveryLink, type Place } from '../links';
import { CHANGED_EVENT } from '../tell-of-changes';
import { AnswerCode, ChosenMark, Verdict } from './marks';

const LIST_ID = 'arrivals-list';

export interface ArrivalsLaterProps {
  readonly delivery: KeptDelivery;
  readonly place: Place;
}

/** Looks for the arrivals of an event once its delivery is there, which does not wait for it, and at each change. */
export function ArrivalsLater({ delivery, place }: ArrivalsLaterProps): JSX.Element | null {
  const { id, event, replayOf } = delivery;
  if (event === undefined || replayOf !== undefined) return null;
  return (
    <section
      id={`arrivals-${id}`}
      aria-label="Arrivals of this event"
      hx-get={arrivalsLink(id, place)}
      hx-trigger={`load, ${CHANGED_EVENT} from:body`}
      hx-target={`#arrivals-${id}`}
      hx-select={`#${LIST_ID}`}
      hx-swap="innerMorph show:none"
      hx-sync="this:queue last"
      hx-morph-skip="true"
    />
  );
}

export interface ArrivalListProps extends Arrivals {
  /** Of the delivery beside which they stand. */
  readonly shown: string;
  readonly place: Place;
}

/** Lists when an event came, what was made of it, and the time from one to the next. */
export function ArrivalList(props: ArrivalListProps): JSX.Element {
  const { arrivals, areNotAll, shown, place } = props;
  return (
    <div id={LIST_ID} class="arrivals">
      {isWorthATelling(props) && (
        <>
          <h3>Arrivals of this event</h3>
          <ol>
            {arrivals.map((arrival, index) => (
              <Arrival
                key={arrival.id}
                arrival={arrival}
                before={arrivals[index - 1]}
                isFirst={index === 0 && !areNotAll}
                link={arrival.id === shown ? undefined : deliveryLink(arrival.id, place)}
              />
            ))}
          </ol>
          <p class="soft">
            {areNotAll
              ? 'As far as they are kept: it came before, too.'
              : arrivals.length === 1
                ? 'It came once, as far as is kept. If it comes again, that shows here.'
                : 'As far as they are kept, each with the time since the one before.'}
          </p>
        </>
      )}
    </div>
  );
}

/** Tells whether there is more to see than an event that came once, and was taken. */
function isWorthATelling({ arrivals: [first, ...others], areNotAll }: Arrivals): boolean {
  if (first === undefined) return false;
  const { status = 0 } = first.answer ?? {};
  return others.length > 0 || areNotAll || status < 200 || status > 299;
}

interface ArrivalProps {
  readonly arrival: DeliverySummary;
  readonly before: DeliverySummary | undefined;
  readonly isFirst: boolean;
  /** Undefined for the one beside which they stand. */
  readonly link: string | undefined;
}

function Arrival({ arrival, before, isFirst, link }: ArrivalProps): JSX.Element {
  const { receivedAt, signature, answer, chosenAnswer } = arrival;
  const since = before && receivedAt.getTime() - before.receivedAt.getTime();
  const time = (
    <time dateTime={receivedAt.toISOString()} title={day(receivedAt)}>
      {clock(receivedAt)}
    </time>
  );
  return (
    <li>
      {link === undefined ? <b>{time}</b> : <a href={link}>{time}</a>}{' '}
      <span class="since">
        {isFirst && 'first'}
        {since !== undefined && `+${duration(Math.max(0, since))}`}
      </span>{' '}
      <Verdict verdict={signature.verdict} /> <AnswerCode {...(answer && { answer })} />{' '}
      {answer !== undefined && <span class="soft">{duration(answer.durationMs)}</span>}{' '}
      {chosenAnswer !== undefined && <ChosenMark chosenAnswer={chosenAnswer} />}
    </li>
  );
}
