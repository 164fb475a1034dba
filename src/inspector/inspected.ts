import type { Bulk } from './bulk/bulk';
import type { InspectorOptions } from './inspector-options';

/** What the parts of an inspector share. */
export interface Inspected extends InspectorOptions {
  readonly bulk: Bulk;
}
