import type { Webhook, WebhookSettings } from '../../circleci-api/api';
import { MAX_WEBHOOKS } from '../../circleci-api/api';
import { CircleCiApiError } from '../../circleci-api/api-error';
import { escapeLine } from '../../text/escape';
import { CommandError, EXIT } from '../framework/errors';
import type { Terminal } from '../framework/terminal';
import type { Project } from '../shared/open-project';
import {
  describe,
  findExisting,
  isOurs,
  MAYBE_NOT_OURS,
  registerWebhook,
  removeWebhooks,
  type Consent,
} from '../shared/registration';

/** What is to become of a project's webhooks. */
interface Plan {
  readonly slug: string;
  /** A few words on it, or why nothing can be done. */
  readonly what: string;
  /** Undefined if nothing is to be done, or can be. */
  readonly project?: Project;
  readonly isProblem?: boolean;
}

/** What is to be done with each was told, and asked for once. */
const AGREED: Consent = async () => Promise.resolve(true);

export interface Many {
  readonly slugs: readonly string[];
  readonly open: (slug: string) => Promise<Project>;
  readonly consent: Consent;
  readonly terminal: Terminal;
}

/** Gives projects a webhook each, after saying what that is; those of which it cannot be are passed over. */
export async function registerMany(
  many: Many,
  wanted: Omit<WebhookSettings, 'secret'>,
  secret: () => Promise<string>,
): Promise<number> {
  const { name, url } = wanted;
  const plans = await planAll(many, (webhooks) => {
    const existing = findExisting(webhooks, name, url);
    if (existing === undefined) {
      return webhooks.length < MAX_WEBHOOKS
        ? { does: 'create the webhook' }
        : { problem: `it has ${webhooks.length} webhooks, and CircleCI allows ${MAX_WEBHOOKS}` };
    }
    const doubt = isOurs(existing, name) ? '' : `, which ${MAYBE_NOT_OURS}`;
    return { does: `update ${describe(existing).replace(/^T/, 't')}${doubt}` };
  });
  return carryOut(many, plans, async () => {
    const settings = { ...wanted, secret: await secret() };
    const prepared = async (): Promise<WebhookSettings> => Promise.resolve(settings);
    return async (project) => (await registerWebhook(project, wanted, prepared, AGREED)).how;
  });
}

/** Deletes the webhooks of a name in all of the projects, after saying which these are. */
export async function removeMany(many: Many, name: string): Promise<number> {
  const plans = await planAll(many, (webhooks) => {
    const named = webhooks.filter((webhook) => webhook.name === name);
    const doubt = named.every((one) => isOurs(one, name)) ? '' : `, which ${MAYBE_NOT_OURS}`;
    if (named.length === 0) return { nothing: 'has no webhook of this name' };
    return { does: `delete ${named.map(({ url }) => escapeLine(url)).join(', ')}${doubt}` };
  });
  return carryOut(many, plans, async () =>
    Promise.resolve(async (project) => {
      const count = await removeWebhooks(project, name, AGREED, () => undefined);
      return `deleted, ${count}`;
    }),
  );
}

type Decision =
  { readonly does: string } | { readonly nothing: string } | { readonly problem: string };

async function planAll(
  { slugs, open }: Many,
  decide: (webhooks: readonly Webhook[]) => Decision,
): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const slug of slugs) plans.push(await planFor(slug, open, decide));
  return plans;
}

async function planFor(
  slug: string,
  open: Many['open'],
  decide: (webhooks: readonly Webhook[]) => Decision,
): Promise<Plan> {
  try {
    const project = await open(slug);
    const decision = decide(await project.api.listWebhooks(project.id));
    if ('does' in decision) return { slug, project, what: decision.does };
    if ('nothing' in decision) return { slug, what: decision.nothing };
    return { slug, what: decision.problem, isProblem: true };
  } catch (error) {
    // The token is one for all of them.
    if (!(error instanceof CircleCiApiError) || error.problem === 'unauthorized') throw error;
    return { slug, what: error.message, isProblem: true };
  }
}

async function carryOut(
  { consent, terminal: { say, warn, colors } }: Many,
  plans: readonly Plan[],
  prepare: () => Promise<(project: Project) => Promise<string>>,
): Promise<number> {
  say('What is to be done:');
  for (const { slug, what, isProblem } of plans) {
    const line = `  ${slug}  ${what}`;
    say(isProblem === true ? colors.yellow(`${line} (passed over)`) : line);
  }
  const todo = plans.flatMap(({ project }) => (project === undefined ? [] : [project]));
  let failed = plans.filter(({ isProblem }) => isProblem).length;
  if (todo.length > 0) {
    if (!(await consent('Do it?'))) throw new CommandError('Nothing was changed.');
    const act = await prepare();
    say('');
    for (const project of todo) {
      try {
        say(`  ${project.slug}  ${colors.green(await act(project))}`);
      } catch (error) {
        if (!(error instanceof CircleCiApiError || error instanceof CommandError)) throw error;
        failed += 1;
        warn(colors.yellow(`! ${project.slug}: ${error.message}`));
      }
    }
  }
  return failed === 0 ? EXIT.done : EXIT.failed;
}
