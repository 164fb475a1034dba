import { createSamples } from '../../circleci/samples/samples';
import { eventTitle, parseBody, summariseEvent } from '../../circleci/summary';
import { curlCommand } from '../../http/curl';
import type { OutgoingRequest } from '../../http/send-request';
import { escapeJson } from '../../text/escape';
import { changedBody, changedContent } from './change';
import type { SendCommand } from './commands';
import { contentOf, givenContent, type Content } from './content';
import { nobodyText, NO_SECRET_TEXT, secretOf, urlOf, type Context } from './context';
import { isAccepted, post, requestTo } from './post';
import { createProgress } from './progress';
import { repeat } from './repeat';
import { DUPLICATE_TEXT, jsonLine, sentAtLength, type Sent } from './report';
import { signedHeaders, tamperWith } from './signing';
import { createTally } from './tally';
import { UsageError } from './usage-error';

/**
 * Sends what a command line asks for.
 *
 * @returns whether all of it was accepted
 * @throws {UsageError} where something is missing to send it
 * @throws {ContentError} where what is to be sent cannot be had
 */
export async function runSend(command: SendCommand, context: Context): Promise<boolean> {
  const url = urlOf(command.target, context.config);
  const secret = command.signed ? secretOf(command.target, context.config) : undefined;
  if (command.tampered && secret === undefined) {
    throw new UsageError(`--tamper changes what was signed. ${NO_SECRET_TEXT}`);
  }
  if (command.signed && secret === undefined) context.note(`${NO_SECRET_TEXT}\n`);
  const nextRequest = await requestMaker(command, { url, secret }, context);
  if (command.print) {
    print(nextRequest(), url, command, context);
    return true;
  }
  return sendAll(command, { url, nextRequest }, context);
}

/** Makes a maker of requests: samples differ from each other, what was given does not. */
async function requestMaker(
  command: SendCommand,
  { url, secret }: { readonly url: URL; readonly secret: string | undefined },
  context: Context,
): Promise<() => OutgoingRequest> {
  const { target, tampered } = command;
  const nextContent = await contentMaker(command, context);
  return () => {
    const { path, ...message } = nextContent();
    const hasOwnPath = path !== undefined && target.url === undefined;
    return requestTo(url, {
      ...message,
      ...(hasOwnPath && { path }),
      headers: signedHeaders(message.headers, message.body, secret),
      body: tampered ? tamperWith(message.body) : message.body,
    });
  };
}

async function contentMaker(
  { content, assignments }: SendCommand,
  { clock, randomBytes, config }: Context,
): Promise<() => Content> {
  if (content.from === 'sample') {
    const samples = createSamples({ clock, randomBytes });
    return () => contentOf(changedBody(samples.event(content.type, content.settings), assignments));
  }
  const given = changedContent(await givenContent(content, config.inspectorPort), assignments);
  return () => given;
}

function print(request: OutgoingRequest, url: URL, { json }: SendCommand, context: Context): void {
  const command = curlCommand(request, url.origin);
  if (json) {
    const { method, path, headers, body } = request;
    const target = url.origin + path;
    const shown = { method, url: target, headers, body: body.toString('utf8'), curl: command };
    context.out(`${escapeJson(JSON.stringify(shown))}\n`);
  } else {
    context.out(`${command}\n`);
  }
}

async function sendAll(
  command: SendCommand,
  { url, nextRequest }: { readonly url: URL; readonly nextRequest: () => OutgoingRequest },
  context: Context,
): Promise<boolean> {
  const { count, json } = command;
  const { clock, wait, out, note, colors, terminal } = context;
  const startedAt = clock();
  const tally = createTally();
  const progress = createProgress(terminal, count, clock);
  const summarise = (): void => {
    progress.clear();
    if (count > 1) (json ? note : out)(`${tally.text(clock() - startedAt)}\n`);
    if (!json && tally.hasDuplicate()) out(`${DUPLICATE_TEXT}\n`);
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
        url: url.origin + request.path,
        body: request.body,
        outcome,
        ok: isAccepted(outcome),
      };
      tally.add(outcome);
      if (json) out(jsonLine(sent));
      else if (count === 1) out(sentAtLength(sent, colors));
      progress.update(tally.count(), tally.failed());
      return !nobody;
    },
    { ...command, now: clock, wait },
  );

  if (someoneListens) {
    summarise();
  } else {
    progress.clear();
    note(`${nobodyText(url)}\n`);
  }
  return someoneListens && tally.failed() === 0;
}

function labelOf(body: Buffer): string {
  const event = summariseEvent(parseBody(body));
  return event === undefined ? 'what is no event' : eventTitle(event);
}
