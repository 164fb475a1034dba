import { runApp } from '../../app/run-app';
import { loadConfig } from '../../config/config';
import type { VariableSources } from '../../config/read-environment';
import { EXIT } from '../framework/errors';

/** Runs the receiver with a tunnel of its own until a signal ends it. */
export async function tunnel(sources: VariableSources): Promise<number> {
  await runApp({
    load() {
      const { config, ...loaded } = loadConfig(sources);
      return { ...loaded, config: { ...config, tunnel: { ...config.tunnel, own: true } } };
    },
  });
  return EXIT.done;
}
