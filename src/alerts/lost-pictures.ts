import type { Delivery } from "../domain/deliveries.ts";
import type { Officer } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import { createRecent } from "../lib/recent.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Store } from "../store/store.ts";

const MOST_REMEMBERED = 500;

/** Tells that a picture did not arrive: once an alert, its author, else the admins. The text went out before it. */
export function createLostPictures({ store, clock }: { store: Store; clock: Clock }) {
  const told = createRecent(MOST_REMEMBERED);
  return async ({ pictureOf }: Delivery): Promise<void> => {
    if (!pictureOf || !told.add(pictureOf)) return;
    await store.tx(async (t) => {
      const alert = await t.alerts.get(pictureOf);
      if (!alert) return;
      const all = await t.officers.all();
      const text = `${alert.number ?? "提示"}「${alert.title}」：文字已发到，图片有的群没发出去，不影响，不用重发。`;
      for (const { id } of hearers(all, alert.author))
        t.deliveries.put(outboxRow({ kind: "notice", to: { officer: id }, text }, clock.now()));
    });
  };
}

function hearers(all: readonly Officer[], author: string | undefined): Officer[] {
  const there = all.filter(({ revokedAt, accounts }) => !revokedAt && accounts.length > 0);
  const own = there.filter(({ id }) => id === author);
  return own.length > 0 ? own : there.filter(({ role }) => role === "admin");
}
