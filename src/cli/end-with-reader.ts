/**
 * Ends the process where what it writes is read no further: whoever reads it may have seen enough, as `head`
 * does.
 */
export function endWithReader(exitCode: number): void {
  process.stdout.on('error', () => process.exit(exitCode));
}
