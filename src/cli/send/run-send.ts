import { bodyOf, createSamples } from '../../circleci/samples/samples';
import { eventTitle, parseBody, summariseEvent } from '../../circleci/summary';
import type { HttpRequest } from '../../http/message';
import { escapeJson } from '../../text/escape';
import { fail } from '../framework/errors';
import { isAccepted, post, requestTo } from '../shared/post';
import { createProgress } from '../shared/progress';
import { changedBody, changedContent } from './change';
import { contentOf, type Content } from './content';
import { nobodyText, NO_SECRET_TEXT, urlOf, type Context } from './context';
import { repeat } from './repeat';
import { DUPLICATE_TEXT, jsonLine, sentAtLength, type Sent } from './report';
import { signedHeaders, tamperWith } from './signing';
import { createTally } from './tally';
import type { SendTask } from './tasks';

/**
 * Sends what is asked for.
 *
 * @returns whether all of it was accepted
 * @throws {UsageError} if something is missing to send it
 * @throws {CommandError} if what is to be sent cannot be had
 */
export async function runSend(task: SendTask, context: Context): Promise<boolean> {
  const url = urlOf(task.target, context);
  const secret = task.signed ? (task.target.secret ?? context.secret) : undefined;
  if (task.tampered && secret === undefined) {
    fail(`--tamper changes what was signed. ${NO_SECRET_TEXT}`);
  }
  if (task.signed && secret === undefined) context.terminal.warn(NO_SECRET_TEXT);
  const nextRequest = await requestMaker(task, { url, secret }, context);
  if (task.print) {
    await print(nextRequest(), url, task, context);
    return true;
  }
  return sendAll(task, { url, nextRequest }, context);
}

/** Makes a maker of requests: samples differ from each other, what was given does not. */
async function requestMaker(
  task: SendTask,
  { url, secret }: { readonly url: URL; readonly secret: string | undefined },
  context: Context,
): Promise<() => HttpRequest> {
  const { target, tampered } = task;
  const nextContent = await contentMaker(task, context);
  return () => {
    const { url: own, ...message } = nextContent();
    return requestTo(url, {
      ...message,
      ...(own !== undefined && target.url === undefined && { url: own }),
      headers: signedHeaders(message.headers, message.body, secret),
      body: tampered ? tamperWith(message.body) : message.body,
    });
  };
}

async function contentMaker(
  { content, assignments }: SendTask,
  { clock, randomBytes, inspectorPort }: Context,
): Promise<() => Content> {
  if (content.from === 'sample') {
    const samples = createSamples({ clock, randomBytes });
    const sample = (): Buffer => bodyOf(samples.event(content.type, content.settings));
    return () => contentOf(changedBody(sample(), assignments));
  }
  const { givenContent } = await import('./given-content');
  const given = changedContent(await givenContent(content, inspectorPort), assignments);
  return () => given;
}

async function print(
  request: HttpRequest,
  url: URL,
  { json }: SendTask,
  { terminal }: Context,
): Promise<void> {
  const { curlCommand } = await import('../../http/curl');
  const command = curlCommand(request, url.origin);
  if (json) {
    const { method, headers, body } = request;
    const target = url.origin + request.url;
    const shown = { method, url: target, headers, body: body.toString('utf8'), curl: command };
    terminal.say(escapeJson(JSON.stringify(shown)));
  } else {
    terminal.say(command);
  }
}

async function sendAll(
  task: SendTask,
  { url, nextRequest }: { readonly url: URL; readonly nextRequest: () => HttpRequest },
  context: Context,
): Promise<boolean> {
  const { count, json } = task;
  const { clock, wait, terminal } = context;
  const { say, warn, colors } = terminal;
  const startedAt = clock();
  const tally = createTally();
  const progress = createProgress(terminal, count, clock);
  const summarise = (): void => {
    progress.clear();
    if (count > 1) (json ? warn : say)(tally.text(clock() - startedAt));
    if (!json && tally.hasDuplicate()) say(DUPLICATE_TEXT);
  };
  context.beforeInterrupt(summarise);

  const someoneListens = await repeat(
    async () => {
      const request = nextRequest();
      const outcome = await post(url, request);
      const nobody = 'nobody' in outcome && outcome.nobody;
      if (nobody && !json) return false;
      const sent: Sent = {
        label: labelOf(request.body),
        url: url.origin + request.url,
        body: request.body,
        outcome,
        ok: isAccepted(outcome),
      };
      tally.add(outcome);
      if (json) say(jsonLine(sent));
      else if (count === 1) say(sentAtLength(sent, colors));
      progress.update(tally.count(), tally.failed());
      return !nobody;
    },
    { ...task, now: clock, wait },
  );

  if (someoneListens) {
    summarise();
  } else {
    progress.clear();
    warn(nobodyText(url));
  }
  return someoneListens && tally.failed() === 0;
}

function labelOf(body: Buffer): string {
  const event = summariseEvent(parseBody(body));
  return event === undefined ? 'what is no event' : eventTitle(event);
}
