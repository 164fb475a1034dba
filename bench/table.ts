/** Prints a table in Markdown. The first column has text, the others figures. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  title: string,
): void {
  const lines = [headings, headings.map((_, index) => (index === 0 ? '---' : '--:')), ...rows];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  process.stdout.write(`\n${title}\n\n${table}\n`);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Gives the value that a share of all are not above. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? NaN;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MB`;
}

/** Leaves the cell empty if there is no value: the system may not tell it. */
export function orEmpty(value: number | undefined, show: (value: number) => string): string {
  return value === undefined ? '' : show(value);
}

export function microseconds(milliseconds: number): string {
  return `${(milliseconds * 1000).toFixed(0)} µs`;
}
