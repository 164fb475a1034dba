import { loadConfig } from '../../config/config';
import type { CommandContext } from '../framework/command';
import { CommandError } from '../framework/errors';

/**
 * Gives where the inspector of the receiver is that runs here.
 *
 * @throws {CommandError} if there is none
 */
export function inspectorOf(context: CommandContext): string {
  const { inspectorPort } = loadConfig(context).config;
  if (inspectorPort !== undefined) return `http://127.0.0.1:${inspectorPort}`;
  throw new CommandError(
    'There is no inspector to ask: set INSPECTOR_PORT to its port, as the receiver prints it.',
  );
}
