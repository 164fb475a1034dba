import { flag, text, texts } from '../framework/options';

export const OPTIONS = {
  since: text('TIME', 'as 6h or 2026-11-25T09:30Z (default: the newest event, a week at most)'),
  until: text('TIME', 'the same (default: now)'),
  project: texts('SLUG', 'as github/org/repo; may be repeated (default: CIRCLECI_PROJECT)'),
  'no-handlers': flag('keep what is rebuilt, without handling or forwarding it'),
  'dry-run': flag('only tell what would be rebuilt'),
  json: flag('print the result as JSON'),
};
