import { writeFixture } from '../../delivery/fixture';
import type { FixtureCommand } from './commands';
import { givenContent } from './content';
import type { Context } from './context';

/**
 * Prints a delivery as a fixture.
 *
 * @throws {ContentError} where the delivery cannot be had
 * @throws {FixtureError} where it cannot be anonymised
 */
export async function runFixture(
  { content, anonymised }: FixtureCommand,
  { config, out }: Pick<Context, 'config' | 'out'>,
): Promise<void> {
  const given = await givenContent(content, config.inspectorPort);
  out(writeFixture(given, { anonymised }));
}
