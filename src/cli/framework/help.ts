import type { Command } from './command';
import type { Option, Options } from './options';

const NAME_WIDTH = 22;

/** Writes what --help shows. */
export async function helpText<O extends Options>(command: Command<O>): Promise<string> {
  const { usage, about, options, more, exit } = command;
  return [
    `Usage: ${usage.join('\n       ')}`,
    about,
    helpTable('Options', [...Object.entries(options).map(optionRow), ['-h, --help', 'show this']]),
    ...((await more?.()) ?? []),
    `Exit code: 0 ${exit.done}, 1 ${exit.failed}, 2 wrong usage or configuration.`,
  ].join('\n\n');
}

/** Writes a table under a title. */
export function helpTable(title: string, rows: readonly (readonly [string, string])[]): string {
  return [title, ...rows.map(([name, about]) => `  ${name.padEnd(NAME_WIDTH)} ${about}`)].join(
    '\n',
  );
}

function optionRow([name, { value, about }]: [string, Option]): [string, string] {
  return [`--${name}${value === undefined ? '' : ` ${value}`}`, about];
}
