import { storeContract } from "../contract/store.ts";
import { newSchema, openTestStore } from "./stores.ts";

storeContract("postgres", async () => {
  const schema = newSchema();
  let store = await openTestStore(schema);
  return {
    store,
    async reopen() {
      await store.close();
      store = await openTestStore(schema);
      return store;
    },
    dispose: () => store.close(),
  };
});
