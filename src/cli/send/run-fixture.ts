import { AnonymiseError } from '../../circleci/anonymise';
import { writeFixture } from '../../delivery/fixture';
import { CommandError, fail } from '../framework/errors';
import { checkOptions, noMore } from './check-options';
import type { Context } from './context';
import { givenContent } from './given-content';
import { given } from './option-values';
import type { SendValues } from './options';

/**
 * Prints a delivery as a fixture.
 *
 * @throws {CommandError} if the delivery cannot be had, or not be anonymised
 */
export async function runFixture(
  values: SendValues,
  words: readonly string[],
  { inspectorPort, terminal }: Context,
): Promise<void> {
  checkOptions(values, 'fixture', 'a fixture');
  noMore(words);
  const source = given(values) ?? fail('Say of what: --delivery ID, or --file FILE.');
  const content = await givenContent(source, inspectorPort);
  try {
    const fixture = writeFixture(content, { anonymised: values.anonymise === true });
    terminal.say(fixture.trimEnd());
  } catch (error) {
    throw error instanceof AnonymiseError ? new CommandError(error.message) : error;
  }
}
