import { COMPLETED_TYPES } from '../../../src/circleci/event-types';
import { createCircleCiApi, type Webhook } from '../../../src/circleci-api/api';
import type { Project } from '../../../src/cli/shared/open-project';
import { registerWebhook, removeWebhooks } from '../../../src/cli/shared/registration';
import { defaultName } from '../../../src/cli/shared/webhook-name';
import { PROJECT_ID, SLUG, startCircleCi, TOKEN } from '../../support/circleci-stand-in';

const URL_HERE = 'https://one.ngrok.app';

function projectAt(url: string): Project {
  const wait = async (): Promise<void> => Promise.resolve();
  const api = createCircleCiApi({ host: new URL(url), token: TOKEN, wait });
  return { api, id: PROJECT_ID, slug: SLUG };
}

async function register(url: string, name: string): Promise<readonly string[]> {
  const settings = { name, url: URL_HERE, events: COMPLETED_TYPES, secret: 'keep-this' };
  const { warnings } = await registerWebhook(
    projectAt(url),
    settings,
    async () => Promise.resolve(settings),
    async () => Promise.resolve(true),
  );
  return warnings;
}

describe('removing', () => {
  const webhooks = [
    { name: 'prod', url: URL_HERE },
    { name: 'prod', url: 'https://ci.example.com' },
  ];

  test('asks before it deletes any, and a no leaves all of them', async () => {
    const circleCi = await startCircleCi({ webhooks });
    const questions: string[] = [];
    const removal = removeWebhooks(
      projectAt(circleCi.url),
      'prod',
      async (question) => {
        questions.push(question);
        return Promise.resolve(false);
      },
      () => undefined,
    );
    await expect(removal).rejects.toThrow('Nothing was changed.');
    expect(questions).toEqual([
      'The webhook "prod" (https://ci.example.com) has this name, but may not have been made here. Delete it?',
    ]);
    expect(circleCi.webhooks).toHaveLength(2);
  });

  test('tells of each that is deleted, also where the next one is not', async () => {
    const circleCi = await startCircleCi({ webhooks });
    const deleted: Webhook[] = [];
    const removal = removeWebhooks(
      projectAt(circleCi.url),
      'prod',
      async () => Promise.resolve(true),
      (webhook) => {
        deleted.push(webhook);
        circleCi.mishaps.push({ status: 403 });
      },
    );
    await expect(removal).rejects.toThrow('(403)');
    expect(deleted.map(({ url }) => url)).toEqual([URL_HERE]);
    expect(circleCi.webhooks).toHaveLength(1);
  });
});

test('another webhook at the same URL is warned of', async () => {
  const ours = { name: defaultName(), url: 'https://old.ngrok.app' };
  const circleCi = await startCircleCi({ webhooks: [ours, { name: 'slack', url: URL_HERE }] });
  expect(await register(circleCi.url, ours.name)).toEqual([
    expect.stringMatching(
      /^The webhook "slack" \(https:\/\/one\.ngrok\.app\) has this URL too: each event comes twice\. Delete one/,
    ),
  ]);
  expect(circleCi.webhooks.map(({ url }) => url)).toEqual([URL_HERE, URL_HERE]);
});

test('a webhook alone at its URL is nothing to warn of', async () => {
  const circleCi = await startCircleCi({ webhooks: [{ name: 'slack', url: URL_HERE }] });
  expect(await register(circleCi.url, 'mine')).toEqual([]);
  expect(await register(circleCi.url, 'mine')).toEqual([]);
});
