import { createDatabase, describeWithPostgres, openInPostgres } from '../../support/postgres';
import { describeDeliveryStore } from '../delivery-store-contract';

describeWithPostgres('with Postgres', () => {
  describeDeliveryStore('the Postgres store', async (options) => {
    const url = await createDatabase();
    const store = await openInPostgres({ url, ...options });
    return {
      store,
      async reopen() {
        await store.close();
        return openInPostgres({ url, ...options });
      },
    };
  });
});
