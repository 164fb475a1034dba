import { parseProjectSlug } from '../../circleci/project-slug';
import { askForJson } from '../../http/ask-inspector';
import { recoveredSchema, summary, type Recovered } from '../../recover/recovered';
import { readPointInTime, TIME_FORMS } from '../../text/point-in-time';
import { escapeJson, escapeLine } from '../../text/escape';
import type { CommandContext, Values } from '../framework/command';
import { EXIT, fail } from '../framework/errors';
import type { Terminal } from '../framework/terminal';
import { inspectorOf } from '../shared/inspector-of';
import type { OPTIONS } from './options';

const ASK_EVERY_MS = 300;

/** Has the receiver rebuild what was missed, and tells what came of it. */
export async function recoverMissed(
  values: Values<typeof OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { terminal, wait } = context;
  const inspector = inspectorOf(context);
  const ask = async (question = {}): Promise<Recovered> =>
    askForJson(inspector, '/api/recover', recoveredSchema, question);
  const json = {
    since: timeOf('since', values.since),
    until: timeOf('until', values.until),
    projects: values.project?.map(slugOf),
    handlers: values['no-handlers'] !== true,
    dry_run: values['dry-run'] === true,
  };
  let recovered = await ask({ method: 'POST', json });
  while (recovered.state === 'running') {
    terminal.overwrite?.(progress(recovered));
    await wait(ASK_EVERY_MS);
    recovered = await ask();
  }
  terminal.overwrite?.('');
  if (values.json === true) terminal.say(escapeJson(JSON.stringify(recovered)));
  else tell(recovered, terminal);
  return recovered.state === 'done' ? EXIT.done : EXIT.failed;
}

function timeOf(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = readPointInTime(text);
  if (time === undefined) fail(`--${name} ${JSON.stringify(text)} is no time: use ${TIME_FORMS}.`);
  return new Date(time).toISOString();
}

function slugOf(text: string): string {
  return (
    parseProjectSlug(text) ??
    fail(`--project ${JSON.stringify(text)} is no project: use its slug, as in github/org/repo.`)
  );
}

function progress({ found, had_already: had, rebuilt }: Recovered): string {
  return `${found} found, ${had} had already, ${rebuilt} rebuilt …`;
}

function tell(recovered: Recovered, { say, warn, colors }: Terminal): void {
  const { since, until, projects, events, notes, problem } = recovered;
  for (const { title, project, name, stopped_at } of events) {
    say(escapeLine(`${stopped_at}  ${title}  ${[name, project].filter(Boolean).join(' · ')}`));
  }
  say(`${summary(recovered)} ${escapeLine(projects.join(', '))}, from ${since} to ${until}`);
  for (const note of notes) warn(colors.yellow(`! ${escapeLine(note)}`));
  if (problem !== null) warn(colors.red(escapeLine(problem)));
}
