import type { Retention } from '../../src/store/delivery-store';
import { describeChanges } from './contract/changes';
import { describeCircleCi } from './contract/circleci';
import { describeDeleting } from './contract/deleting';
import { describeDuplicates } from './contract/duplicates';
import { describeFilters } from './contract/filters';
import { describeHandling } from './contract/handling';
import { describeListing } from './contract/listing';
import { describeRetention } from './contract/retention';
import { describeSaving } from './contract/saving';
import type { Open, OpenOptions, StoreUnderTest } from './contract/store-under-test';

const PLENTY: Retention = { accepted: 1_000, duplicates: 1_000, others: 1_000 };

/** Tests what any store of deliveries must do, whatever it keeps them in. */
export function describeDeliveryStore(
  name: string,
  openStore: (options: OpenOptions) => Promise<StoreUnderTest>,
): void {
  const open: Open = async (options) =>
    openStore({ retention: PLENTY, clock: Date.now, ...options });

  describe(name, () => {
    describeSaving(open);
    describeDuplicates(open);
    describeListing(open);
    describeFilters(open);
    describeHandling(open);
    describeRetention(open);
    describeDeleting(open);
    describeChanges(open);
    describeCircleCi(open);
  });
}
