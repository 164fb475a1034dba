import { doctor } from '../doctor/command';
import type { Command } from '../framework/command';
import { EXIT } from '../framework/errors';
import { helpTable, helpText } from '../framework/help';
import { live } from '../live/command';
import { migrate } from '../migrate/command';
import { recover } from '../recover/command';
import { register } from '../register/command';
import { replay } from '../replay/command';
import { send } from '../send/command';
import { tunnel } from '../tunnel/command';
import { wait } from '../wait/command';

const ROWS: readonly (readonly [script: string, summary: string])[] = [
  ['start', 'runs the receiver and the inspector'],
  ['dev', 'the same, and starts again when a source file is saved'],
  ['ping', 'sends a signed ping to the receiver that runs'],
  ...[send, live, tunnel, register, doctor, wait, replay, migrate, recover].map(
    ({ scripts: [script], summary }) => [script, summary] as const,
  ),
];

export const help: Command = {
  scripts: ['help'],
  usage: ['npm run COMMAND -- [options]'],
  summary: 'lists the commands',
  about:
    'Each of them has a help of its own, as in npm run send -- --help; start and dev take no options.',
  options: {},
  more: async () => Promise.resolve([helpTable('Commands', ROWS)]),
  exit: { done: 'done', failed: 'not done' },
  async run(_given, { terminal }) {
    terminal.say(await helpText(help));
    return EXIT.done;
  },
};
