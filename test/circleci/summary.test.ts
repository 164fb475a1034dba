import { eventTitle, summariseEvent } from '../../src/circleci/summary';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';

test.each<[unknown, string]>([
  [JSON.parse(PING_BODY.toString()), 'ping'],
  [JSON.parse(WORKFLOW_COMPLETED_BODY.toString()), 'workflow-completed success'],
  [
    { type: 'job-completed', job: { status: 'failed' }, workflow: { name: 'w' } },
    'job-completed failed',
  ],
  [{ type: 'job-completed', job: {}, workflow: { status: 'success' } }, 'job-completed'],
  [{ type: 'workflow-completed', workflow: null }, 'workflow-completed'],
  [{ type: 'workflow-completed', workflow: { status: 3 } }, 'workflow-completed'],
  [{ type: 'something-new', workflow: { status: 'paused' } }, 'something-new paused'],
  [{ workflow: { status: 'success' } }, 'unknown success'],
  [{ type: 5 }, 'unknown'],
  [{}, 'unknown'],
])('names the event %j', (event, summary) => {
  const summarised = summariseEvent(event);
  expect(summarised && eventTitle(summarised)).toBe(summary);
});

test.each([undefined, null, 1, 'ping', []])('does not take %j for an event', (body) => {
  expect(summariseEvent(body)).toBeUndefined();
});
