import express from 'express';
import request from 'supertest';
import { createLog } from '../../src/log/log';
import { handleErrors } from '../../src/receiver/errors';
import { recordingOutput } from '../support/recording-output';

test.each([new Error('secret cause'), 'a string', undefined, null, { type: 3 }, { type: 'other' }])(
  'the unexpected error %p is 500 for the client, and its cause is for the log',
  async (cause) => {
    const notices = recordingOutput();
    const log = createLog({ format: 'json', color: false, output: notices, notices });
    const app = express();
    app.use(async () => Promise.reject(cause as Error));
    app.use(handleErrors(log, 1024));
    const answer = await request(app).post('/').expect(500);
    expect(answer.body).toEqual({ error: 'Something went wrong here.', reason: 'internal-error' });
    const notice = await notices.entry(1);
    expect(notice).toContain('A request could not be handled.');
    if (cause instanceof Error) expect(notice).toMatch(/secret cause\n\s+at .*errors\.test\.ts/);
  },
);
