import { memoryStore } from '../../src/server/index.js';
import { storeContract } from './store-contract.js';

storeContract('the memory store', async (clock) => {
  const store = memoryStore({ clock });
  return {
    store,
    another: async () => store,
    reopen: undefined,
    async backup() {
      const backup = store.backup();
      return async () => {
        store.restore(backup);
        return store;
      };
    },
    end: () => store.close(),
  };
});
