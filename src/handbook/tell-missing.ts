import { may, rolesFor } from "../domain/rights.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { shownMonths } from "./missing-answers.ts";
import { unansweredIn } from "./unanswered.ts";

const TOLD = "handbook-told";

/** Tells leaders and those on duty, once a month, how many questions of the last month found no answer. */
export async function tellMissing(t: Tx, now: Date, zone: string): Promise<void> {
  const [last, current] = shownMonths(now, zone);
  if ((await t.settings.get(TOLD)) === current) return;
  t.settings.put(TOLD, current);
  const { length } = await unansweredIn(t, last);
  if (length === 0) return;
  const text = `上个月有${length}问手册里没有答案，发「/手册」看。`;
  for (const officer of await t.officers.all()) {
    const tends = officer.role !== "admin" && may(officer, rolesFor("handbook.tend"));
    if (tends && officer.accounts.length > 0)
      t.deliveries.put(outboxRow({ kind: "notice", to: { officer: officer.id }, text, paced: "news" }, now));
  }
}
