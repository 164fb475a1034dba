import type { JSX } from 'preact';
import type { CurrentChoice } from '../../answers/chosen-answers';
import { chosenAnswerText } from '../../delivery/chosen-answer';
import { DEFAULTS, LIMITS } from '../choice';
import { ANSWERS_LINK, END_ANSWERS_LINK } from '../links';
import { ANSWERS_CHANGED_EVENT } from '../tell-of-changes';

const ID = 'answers';

/** Has what comes back take the place of what is said above the page. */
const SHOWN_ABOVE = { 'hx-target': `#${ID}`, 'hx-select': `#${ID}` };

export interface AnswersOnProps {
  readonly choice: CurrentChoice | undefined;
}

/** Says above each page how deliveries are answered, as long as that is not as usual. */
export function AnswersOn({ choice }: AnswersOnProps): JSX.Element {
  return (
    <div
      id={ID}
      class={choice === undefined ? 'answers' : 'answers on'}
      role="status"
      hx-get={ANSWERS_LINK}
      hx-trigger={`${ANSWERS_CHANGED_EVENT} from:body`}
      {...SHOWN_ABOVE}
    >
      {choice !== undefined && (
        <>
          <span>{choiceText(choice)}</span>
          <form method="post" hx-post={END_ANSWERS_LINK} {...SHOWN_ABOVE}>
            <button type="submit">Answer as usual</button>
          </form>
        </>
      )}
    </div>
  );
}

function choiceText({ answer, count, left, waiting, endsAt }: CurrentChoice): string {
  const how = chosenAnswerText(answer);
  const end = new Date(endsAt).toLocaleTimeString('en-GB');
  const next =
    left === 1
      ? `The next delivery is answered ${how}, until ${end}`
      : `The next ${left} deliveries are answered ${how}, until ${end}`;
  const come = left === count ? '' : `; ${count - left} of ${count} came`;
  const wait = waiting === 0 ? '' : `, ${waiting} not answered yet`;
  if (left > 0) return `${next}${come}${wait}.`;
  return waiting === 1
    ? `A delivery is being answered ${how}.`
    : `${waiting} deliveries are being answered ${how}.`;
}

/** Has one choose how the next deliveries are answered. */
export function AnswersDialog(): JSX.Element {
  return (
    <dialog id="choose-answers" aria-labelledby="choose-answers-title">
      <h2 id="choose-answers-title">Choose answers</h2>
      <p>
        To see whether a delivery comes again, and when. The next ones that are let through are kept
        and handled as any other; only their answer is another one. Replays get their usual answer.
      </p>
      <form id="choose" method="post" hx-post={ANSWERS_LINK} {...SHOWN_ABOVE}>
        <div class="fields">
          <Field name="status" label="Response code" value={503} hint="empty: as usual" />
          <Field name="delay" label="After so many seconds" value={0} hint="0 to 60" />
          <Field
            name="count"
            label="For so many deliveries"
            value={DEFAULTS.count}
            hint="1 to 100"
          />
          <Field name="for" label="For seconds, at most" value={DEFAULTS.for} hint="1 to 600" />
        </div>
      </form>
      <p class="soft">
        CircleCI takes any 2xx within 10 seconds for success. A restart ends the choice.
      </p>
      <div class="buttons">
        <form method="dialog">
          <button type="submit" class="quiet">
            Cancel
          </button>
        </form>
        <button type="submit" form="choose" class="danger">
          Answer so
        </button>
      </div>
    </dialog>
  );
}

interface FieldProps {
  readonly name: keyof typeof LIMITS;
  readonly label: string;
  readonly value: number;
  readonly hint: string;
}

function Field({ name, label, value, hint }: FieldProps): JSX.Element {
  const { min, max } = LIMITS[name];
  return (
    <label>
      <span>
        {label} <i>({hint})</i>
      </span>
      <input
        type="number"
        name={name}
        value={value}
        step={name === 'delay' ? 'any' : 1}
        required={name === 'count' || name === 'for'}
        {...{ min, max }}
      />
    </label>
  );
}
