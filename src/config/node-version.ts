/** As `engines` in package.json has it. */
export const OLDEST_NODE = '20.19';

/** Says what to do about a Node that is too old; undefined if it will do. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `This is Node ${version}, which is too old: install 22 or later from https://nodejs.org (${OLDEST_NODE} still works).`;
}
