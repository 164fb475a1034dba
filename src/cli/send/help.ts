import { EVENT_TYPES, STATUSES, SUBJECTS } from '../../circleci/event-types';
import { helpTable } from '../framework/help';
import { SCENARIOS } from './scenarios';

/** Gives what the sender's help says beyond the options, a paragraph each. */
export function moreHelp(): readonly string[] {
  return [
    `TYPE is one of ${EVENT_TYPES.join(', ')}.`,
    SUBJECTS.map((one) => `The status of a ${one} is ${STATUSES[one].join(', ')}.`).join('\n'),
    helpTable(
      'Scenarios',
      SCENARIOS.map(({ name, about }) => [name, about]),
    ),
    'They take --provider, --trigger, --branch, --tag, --project, --workflow, --name, --url, --secret and --json.',
    `What --file and --delivery send keeps its path, unless --url is given, and its headers, but is signed anew.
With --json, use npm run --silent send: npm prints two lines of its own otherwise.`,
    `Examples
  npm run send -- workflow-completed --status failed --branch fix/prices
  npm run send -- job-completed --provider gitlab --set job.number=7
  npm run send -- workflow-completed --count 500 --rate 50
  npm run --silent send -- fixture --delivery ID --anonymise > test/fixtures/failed.json`,
  ];
}
