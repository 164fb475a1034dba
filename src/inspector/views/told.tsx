import type { JSX } from 'preact';
import { escapeLine } from '../../text/escape';
import { deliveryLink, type Asked, type Place } from '../links';

/** What CircleCI made of what it was asked. */
export type WhatCame = { readonly asked: Asked } & (
  | { readonly problem: string }
  /** The id of the new workflow, if there is one. */
  | { readonly workflowId?: string }
);

export interface ToldProps {
  readonly id: string;
  readonly place: Place;
  readonly came: WhatCame;
}

const NOT_DONE: Readonly<Record<Asked, string>> = {
  explain: 'Not told',
  rerun: 'Not rerun',
  'rerun-from-failed': 'Not rerun',
  cancel: 'Not canceled',
};

/** Shows what came of asking CircleCI for something. */
export function Told({ id, place, came }: ToldProps): JSX.Element {
  const isDone = !('problem' in came);
  return (
    <article id={`told-${id}`} class="detail" aria-labelledby="detail-title">
      <a class="back" href={deliveryLink(id, place)}>
        ← Back to the delivery
      </a>
      <h2 id="detail-title" tabIndex={-1} autofocus>
        {isDone ? 'Done' : NOT_DONE[came.asked]}
      </h2>
      {isDone ? (
        <Done {...came} />
      ) : (
        <p class="note bad" role="alert">
          {escapeLine(came.problem)}
        </p>
      )}
    </article>
  );
}

function Done({ workflowId }: { readonly workflowId?: string }): JSX.Element {
  if (workflowId === undefined) return <p>CircleCI cancels the workflow. Its events come here.</p>;
  return (
    <p>
      CircleCI runs it again, as workflow <code>{escapeLine(workflowId)}</code>. Its events come
      here as its jobs complete.
    </p>
  );
}
