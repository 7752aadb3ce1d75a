import { entry } from "../domain/report-change.ts";
import { isOpen, type Report } from "../domain/reports.ts";
import { newId } from "../lib/ids.ts";
import type { Tx } from "../store/store.ts";
import type { ClockContext } from "./clocks.ts";
import { goingOn } from "./merged-reports.ts";
import { writeReport } from "./write-report.ts";

/**
 * What the resident of a merged report says later may tell of an offence: the report that goes on in its place is marked,
 * for it is the one that is closed. The words stay where they were said.
 */
export async function markGoingOn(t: Tx, context: ClockContext, report: Report, now: Date): Promise<void> {
  const before = await goingOn(t, report);
  if (before.id === report.id || before.offence !== undefined || !isOpen(before)) return;
  const mark = { by: "system", kind: "corrected", field: "offence", to: "proposed" } as const;
  const marked = { ...before, offence: "proposed", updatedAt: now.toISOString() } as const;
  const changed = { report: marked, entries: [entry(before, mark, { now, newId })] };
  await writeReport(t, context, before, changed, { by: "system", now, newId });
  t.audit.append({
    at: now.toISOString(),
    actor: { system: "understanding" },
    action: "report.offence",
    subject: { kind: "report", id: before.id },
    facts: { to: "proposed" },
  });
}
