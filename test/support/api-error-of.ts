import { CircleCiApiError } from '../../src/circleci-api/api-error';

/** Waits for the error of CircleCI's API with which something is rejected. */
export async function apiErrorOf(promise: Promise<unknown>): Promise<CircleCiApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CircleCiApiError) return error;
  throw new Error(`No error of the API: ${String(error)}`);
}
