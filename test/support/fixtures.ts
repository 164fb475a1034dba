/** Bodies as CircleCI sends them: compact JSON, without a newline at the end. All values are made up. */

export const SECRET = 'a-secret-for-tests';

export const PING_BODY = Buffer.from(
  JSON.stringify({
    type: 'ping',
    id: '5b0f2f6e-8d0c-4d0b-9d5f-0c4e6b6d5a11',
    happened_at: '2026-11-02T09:15:27.418263Z',
    webhook: { id: '0e9b1c5d-6a43-4a0e-8f57-d2c1b3a49e80', name: 'tests' },
  }),
);

export const WORKFLOW_COMPLETED_BODY = Buffer.from(
  JSON.stringify({
    type: 'workflow-completed',
    id: '6f1c9d0a-2b3e-3c4d-8e5f-7a6b5c4d3e2f',
    happened_at: '2026-11-02T09:21:44.730915Z',
    webhook: { id: '0e9b1c5d-6a43-4a0e-8f57-d2c1b3a49e80', name: 'tests' },
    workflow: {
      id: '3d2c1b0a-9f8e-4d7c-b6a5-948372615041',
      name: 'build-and-test',
      created_at: '2026-11-02T09:18:02.114Z',
      stopped_at: '2026-11-02T09:21:44.602Z',
      url: 'https://app.circleci.com/pipelines/github/example/shop/412/workflows/3d2c1b0a-9f8e-4d7c-b6a5-948372615041',
      status: 'success',
    },
    pipeline: {
      id: '8a7b6c5d-4e3f-4a2b-9c1d-0e1f2a3b4c5d',
      number: 412,
      created_at: '2026-11-02T09:18:01.877Z',
      trigger: { type: 'webhook' },
      vcs: {
        provider_name: 'github',
        origin_repository_url: 'https://github.com/example/shop',
        target_repository_url: 'https://github.com/example/shop',
        revision: '4c1f0d9e8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e',
        commit: {
          subject: 'Round prices to whole cents before adding them up',
          body: 'Totals differed by a cent where a basket had many lines. Déjà vu 🛒',
          author: { name: 'Ada Example', email: 'ada@example.com' },
          authored_at: '2026-11-02T09:17:40Z',
          committer: { name: 'Ada Example', email: 'ada@example.com' },
          committed_at: '2026-11-02T09:17:40Z',
        },
        branch: 'main',
      },
    },
    project: {
      id: 'b1a2c3d4-e5f6-4a7b-8c9d-e0f1a2b3c4d5',
      name: 'shop',
      slug: 'github/example/shop',
    },
    organization: { id: 'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f', name: 'example' },
  }),
);

/** Whoever the samples and fixtures are about, as a word: hex ids may well have her name's letters in them. */
export const ADA = /\bada\b/i;
