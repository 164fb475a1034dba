import { FILTERS, type FilterName, type Subjects, type Test } from './filters';

/** What a delivery must have to be listed: all that is set here, each as an address has it. */
export type DeliveryFilter = Readonly<Partial<Record<FilterName, string>>>;

/** The tests of a filter: all must hold. Whoever lists reads what they need, the cheapest first. */
export type FilterTests = {
  readonly [From in keyof Subjects]: readonly Test<Subjects[From]>[];
};

/** Makes the tests of a filter. */
export function testsOf(filter: DeliveryFilter): FilterTests {
  const tests = {
    arrived: [] as Test<Subjects['arrived']>[],
    outcome: [] as Test<Subjects['outcome']>[],
    body: [] as Test<Subjects['body']>[],
  };
  for (const { name, ...tested } of FILTERS) {
    const wanted = filter[name];
    if (wanted === undefined) continue;
    switch (tested.from) {
      case 'arrived':
        tests.arrived.push(tested.test(wanted));
        break;
      case 'outcome':
        tests.outcome.push(tested.test(wanted));
        break;
      case 'body':
        tests.body.push(tested.test(wanted));
    }
  }
  return tests;
}
