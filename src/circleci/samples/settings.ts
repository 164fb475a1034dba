/** The kinds of project, which differ in where branch, commit and author stand. */
export const PROVIDERS = ['github', 'github-app', 'gitlab', 'bitbucket', 'bitbucket-dc'] as const;

/** What can start a pipeline. */
export const TRIGGERS = ['push', 'api', 'schedule'] as const;

export type Trigger = (typeof TRIGGERS)[number];

export type Provider = (typeof PROVIDERS)[number];

export { EVENT_TYPES as SAMPLE_TYPES, type EventType as SampleType } from '../event-types';

/** What a sample is to be about; each part has a default. */
export interface SampleSettings {
  readonly provider?: Provider;
  readonly branch?: string;
  /** The pipeline is a tag's then. Null for what was captured of GitHub: a tag build that does not name its tag. */
  readonly tag?: string | null;
  readonly trigger?: Trigger;
  /** Leaves out the maps that CircleCI no longer promises after 21 September 2026. */
  readonly withoutRetired?: boolean;
  /** As `name` or `organization/name`. */
  readonly project?: string;
  readonly workflow?: string;
  readonly job?: string;
  /** Of the workflow or, in a job's event, of the job. */
  readonly status?: string;
  /** The webhook's name. */
  readonly webhook?: string;
}
