import { JOB_STATUSES, WORKFLOW_STATUSES } from '../../circleci/events';
import { SAMPLE_TYPES } from '../../circleci/samples/settings';
import { OPTIONS } from './options';
import { SCENARIOS } from './scenarios';

const INDENT = '  ';
const NAME_WIDTH = 22;

/** What --help prints. */
export function helpText(): string {
  return `Sends events as CircleCI does, signed, to a receiver that is running.

  npm run send -- TYPE [options]               an event of a kind: ${SAMPLE_TYPES.join(', ')}
  npm run send -- --file FILE [options]        the body, fixture or delivery in a file
  npm run send -- --delivery ID [options]      a delivery that the receiver kept
  npm run send -- scenario NAME [options]      several events, as they come in practice
  npm run send -- fixture --delivery ID        prints a delivery as a fixture (or with --file FILE)
  npm run ping                                 is short for npm run send -- ping

Where the package is installed, circleci-webhook-send does the same as npm run send --.

Options
${optionLines().join('\n')}

A workflow's status is ${WORKFLOW_STATUSES.join(', ')};
a job's is ${JOB_STATUSES.join(', ')}.

Scenarios
${SCENARIOS.map(({ name, about }) => line(name, about)).join('\n')}
They take --provider, --trigger, --branch, --tag, --project, --workflow, --name, --url, --secret and --json.

What --file and --delivery send keeps its path, unless --url is given, and its headers, but is signed anew.

Exit code: 0 where all answers were 2xx (in a scenario: as they should be), 1 where not, 2 for wrong usage.
With --json, use npm run --silent send: npm prints two lines of its own otherwise.

Examples
  npm run send -- workflow-completed --status failed --branch fix/prices
  npm run send -- job-completed --provider gitlab --set job.number=7
  npm run send -- workflow-completed --count 500 --rate 50
  npm run --silent send -- fixture --delivery ID --anonymise > test/fixtures/failed.json
`;
}

function optionLines(): string[] {
  return Object.entries(OPTIONS).map(([name, option]) =>
    line(`--${name}${'value' in option ? ` ${option.value}` : ''}`, option.about),
  );
}

function line(name: string, about: string): string {
  return `${INDENT}${name.padEnd(NAME_WIDTH)} ${about}`;
}
