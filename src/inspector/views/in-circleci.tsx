import type { JSX } from 'preact';
import { isFailure } from '../../circleci/failed-run';
import { isHandled } from '../../delivery/handling';
import { escapeLine } from '../../text/escape';
import type { AskedCircleCi } from '../inspector-options';
import type { LaidOut } from '../lay-out';
import { askedLink, type Asked, type Place } from '../links';

export interface InCircleCiProps extends Pick<LaidOut, 'delivery' | 'details'> {
  readonly place: Place;
  readonly asked: Pick<AskedCircleCi, 'isPossible'>;
}

interface Ask {
  readonly asked: Exclude<Asked, 'explain'>;
  readonly name: string;
  readonly question: string;
  readonly what: string;
  readonly keep: string;
}

const RERUN: Ask = {
  asked: 'rerun',
  name: 'Rerun',
  question: 'Rerun the workflow?',
  what: 'CircleCI runs all of its jobs again, as a new workflow of the same pipeline.',
  keep: 'Not now',
};

const RERUN_FROM_FAILED: Ask = {
  asked: 'rerun-from-failed',
  name: 'Rerun from failed',
  question: 'Rerun the workflow from what failed?',
  what: 'CircleCI runs the jobs that failed again, and what comes after them, as a new workflow of the same pipeline.',
  keep: 'Not now',
};

const CANCEL: Ask = {
  asked: 'cancel',
  name: 'Cancel workflow',
  question: 'Cancel the workflow?',
  what: 'CircleCI stops the jobs of it that run still, and starts no others.',
  keep: 'Let it run',
};

/** Offers what can be done in CircleCI with the workflow of a delivery, each after a question. */
export function InCircleCi({
  delivery,
  details,
  place,
  asked,
}: InCircleCiProps): JSX.Element | null {
  const { event } = delivery;
  const { workflow } = details;
  if (!asked.isPossible || !isHandled(delivery)) return null;
  if (event === undefined || workflow?.id === undefined) return null;
  const asks = [
    RERUN,
    ...(isFailure(event) || event.status === 'canceled' ? [RERUN_FROM_FAILED] : []),
    // A workflow that has completed is canceled no more.
    ...(event.type === 'job-completed' ? [CANCEL] : []),
  ];
  return (
    <section class="in-circleci" aria-label="In CircleCI">
      <span class="soft">In CircleCI:</span>
      {asks.map((ask) => (
        <button key={ask.asked} type="button" class="quiet" data-opens={`ask-${ask.asked}`}>
          {ask.name}
        </button>
      ))}
      {asks.map((ask) => (
        <AskDialog
          key={ask.asked}
          ask={ask}
          workflow={workflow.name ?? workflow.id ?? ''}
          action={askedLink(ask.asked, delivery.id, place)}
        />
      ))}
    </section>
  );
}

interface AskDialogProps {
  readonly ask: Ask;
  readonly workflow: string;
  readonly action: string;
}

function AskDialog({ ask, workflow, action }: AskDialogProps): JSX.Element {
  const { asked, name, question, what, keep } = ask;
  return (
    <dialog id={`ask-${asked}`} aria-labelledby={`ask-${asked}-title`}>
      <h2 id={`ask-${asked}-title`}>{question}</h2>
      <p>
        <b>{escapeLine(workflow)}</b>: {what}
      </p>
      <div class="buttons">
        <form method="dialog">
          <button type="submit" class="quiet">
            {keep}
          </button>
        </form>
        <form method="post" action={action} hx-disable="find button">
          <button type="submit" class={asked === 'cancel' ? 'danger' : 'primary'}>
            {name}
          </button>
        </form>
      </div>
    </dialog>
  );
}
