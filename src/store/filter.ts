import { FILTERS, type FilterName, type Subjects, type Test } from './filters';

/** What a delivery must have to be listed: all that is set here, each as an address has it. */
export type DeliveryFilter = Readonly<Partial<Record<FilterName, string>>>;

/** The tests of a filter: all must hold. Whoever lists reads what they need, the cheapest first. */
export type FilterTests = {
  readonly [From in keyof Subjects]: readonly Test<Subjects[From]>[];
};

/**
 * Makes what tells whether a delivery passes that has just arrived, before anything came of it.
 *
 * @param filter without what asks for that
 */
export function passesOnArrival(
  filter: DeliveryFilter,
): (delivery: Subjects['arrived'] & { readonly body: Buffer }) => boolean {
  const { arrived, body } = testsOf(filter);
  return (delivery) =>
    arrived.every((test) => test(delivery)) && body.every((test) => test(delivery.body));
}

/** Makes the tests of a filter. */
export function testsOf(filter: DeliveryFilter): FilterTests {
  const arrived: Test<Subjects['arrived']>[] = [];
  const outcome: Test<Subjects['outcome']>[] = [];
  const body: Test<Subjects['body']>[] = [];
  for (const { name, ...tested } of FILTERS) {
    const wanted = filter[name];
    if (wanted === undefined) continue;
    switch (tested.from) {
      case 'arrived':
        arrived.push(tested.test(wanted));
        break;
      case 'outcome':
        outcome.push(tested.test(wanted));
        break;
      case 'body':
        body.push(tested.test(wanted));
    }
  }
  return { arrived, outcome, body };
}
