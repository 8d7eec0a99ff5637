import { z } from "zod";
import { stableId } from "../incident/hash.ts";
import type { DeliveryMemory } from "../notify/delivery-memory.ts";
import type { Store } from "../store/store.ts";

const doneSchema = z.object({
  since: z.number(),
  done: z.array(z.tuple([z.string(), z.number()])),
});

/** What destinations are done with, as a setting each; named by a hash, since an address may hold a secret. */
export function storedMemory(store: Pick<Store, "setting" | "putSetting">): DeliveryMemory {
  const keyOf = (url: string) => `notify/done/${stableId(url)}`;
  return {
    async read(project, url) {
      const stored = await store.setting(project, keyOf(url));
      return stored === undefined ? undefined : doneSchema.parse(stored);
    },
    async write(project, url, { since, done }) {
      await store.putSetting(project, keyOf(url), {
        since,
        done: done.map(([id, at]) => [id, at]),
      });
    },
  };
}
