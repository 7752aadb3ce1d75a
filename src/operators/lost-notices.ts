import type { Delivery, Recipient } from "../domain/deliveries.ts";
import { shownGroupName } from "../domain/groups.ts";
import type { Officer, Role } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { maySee } from "../domain/rights.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createRecent } from "../lib/recent.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Store } from "../store/store.ts";

/** If a notice about a report failed, passes it on to other officers, so that the report is not overlooked. */
export type LostNotices = (row: Delivery) => Promise<void>;

/** The first of these roles that some officer has gets the notice. */
const standIns: readonly Role[] = ["dispatcher", "admin", "leader"];
const MOST_REMEMBERED = 1000;

export function createLostNotices(deps: { store: Store; clock: Clock; logger: Logger }): LostNotices {
  const { store, clock, logger } = deps;
  /** What was passed on to whom: a notice that fails for several recipients is passed on once. */
  const passed = createRecent(MOST_REMEMBERED);

  return async (row) => {
    if (row.kind !== "notice" || row.state !== "failed" || row.passedOn || row.report === undefined) return;
    const report = await store.reports.get(row.report);
    if (!report) return;
    const officers = standInsFor(report, row.to, await store.officers.all());
    if (officers.length === 0) {
      logger.warn({ delivery: row.id }, "a notice failed, and no other officer may get it");
      return;
    }
    const text = `${await nameOf(row.to)}没收到，转给您：\n${row.text}`;
    const pace = row.severe ? { severe: true } : { paced: "news" as const };
    const fresh = officers.filter(({ id }) => passed.add(`${row.report} ${row.createdAt} ${row.text} ${id}`));
    await store.tx(async (t) => {
      for (const { id } of fresh) {
        const to = { officer: id };
        const notice = { kind: "notice", to, text, report: report.id, passedOn: true, ...pace } as const;
        t.deliveries.put(outboxRow(notice, clock.now()));
      }
    });
  };

  async function nameOf(to: Recipient): Promise<string> {
    if ("group" in to) return `「${shownGroupName((await store.groups.get(to.group))?.name ?? "民警群")}」`;
    return ("officer" in to && (await store.officers.get(to.officer))?.name) || "同事";
  }
}

function standInsFor(report: Report, missed: Recipient, all: readonly Officer[]): Officer[] {
  const others = all.filter(
    (o) =>
      !o.revokedAt &&
      o.accounts.length > 0 &&
      maySee(o, report) &&
      !("officer" in missed && missed.officer === o.id),
  );
  for (const role of standIns) {
    const found = others.filter((o) => o.role === role);
    if (found.length > 0) return found;
  }
  return [];
}
