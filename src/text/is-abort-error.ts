/** Tells whether an error says that something was ended by an AbortSignal, as all of Node says it. */
export function isAbortError(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError'
  );
}
