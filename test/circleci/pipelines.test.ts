import { groupByPipeline, pipelineEvent, type PipelineEvent } from '../../src/circleci/pipelines';
import { jobEvent, PINGED, workflowEvent, type Json } from '../support/events';

const brought = (...events: Json[]): PipelineEvent[] =>
  events.flatMap((json, index) => pipelineEvent(`d${index}`, json) ?? []);

const job = (name: string, minute: number, changes: Json = {}): Json =>
  jobEvent({
    job: {
      id: name,
      name,
      started_at: `2026-11-02T09:${minute}:00.000Z`,
      stopped_at: `2026-11-02T09:${minute + 1}:00.000Z`,
    },
    ...changes,
  });

test('jobs stand in their workflow, and workflows in their pipeline, by the time of their start', () => {
  const other = { pipeline: { id: 'other', number: 7 } };
  const pipelines = groupByPipeline(
    brought(workflowEvent(), job('test', 20), workflowEvent(other), job('lint', 19), PINGED),
  );
  expect(pipelines.map(({ details, workflows }) => [details.pipeline, workflows.length])).toEqual([
    ['#412', 1],
    ['#7', 1],
  ]);
  const [first] = pipelines;
  expect(first?.workflows[0]).toMatchObject({
    run: { name: 'build-and-test', status: 'success', deliveryId: 'd0' },
    url: expect.stringMatching(/^https:/) as string,
    jobs: [
      { name: 'lint', deliveryId: 'd3', duration: 60_000 },
      { name: 'test', deliveryId: 'd1' },
    ],
  });
  expect(first?.span).toEqual({
    from: Date.parse('2026-11-02T09:18:02.114Z'),
    to: Date.parse('2026-11-02T09:21:44.602Z'),
  });
});

test('the newest of several events of a run counts', () => {
  const [pipeline] = groupByPipeline(
    brought(
      workflowEvent({ workflow: { status: 'canceled' } }),
      job('test', 20, { job: { id: 'test', status: 'canceled' } }),
      workflowEvent({ workflow: { status: 'failed' } }),
      job('test', 20),
    ),
  );
  const [workflow] = pipeline?.workflows ?? [];
  expect(workflow?.run).toMatchObject({ status: 'canceled', deliveryId: 'd0' });
  expect(workflow?.jobs.map(({ status }) => status)).toEqual(['canceled']);
});

test('a rerun is another workflow of the same pipeline', () => {
  const rerun = { id: 'rerun', created_at: '2026-11-02T10:00:00.000Z' };
  const [pipeline] = groupByPipeline(brought(workflowEvent({ workflow: rerun }), workflowEvent()));
  expect(pipeline?.workflows.map(({ run }) => run.deliveryId)).toEqual(['d1', 'd0']);
});

test('a workflow of which only jobs have told has neither status nor end', () => {
  const [pipeline] = groupByPipeline(brought(job('test', 20)));
  const run = pipeline?.workflows[0]?.run;
  expect(run).toMatchObject({ name: 'build-and-test' });
  expect(run).not.toHaveProperty('stoppedAt');
  expect(run).not.toHaveProperty('deliveryId');
});

test('what tells no times, or nothing but its pipeline, is there too', () => {
  const [pipeline] = groupByPipeline(brought({ type: 'new', pipeline: { id: 'bare' } }));
  expect(pipeline).toMatchObject({ id: 'bare', workflows: [{ run: {}, jobs: [] }] });
  expect(pipeline).not.toHaveProperty('span');
});
