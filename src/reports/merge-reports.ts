import type { ActionContext } from "../app/bot-context.ts";
import { mayBeOneMatter, merge, type NotMerged } from "../domain/merging.ts";
import type { Actor } from "../domain/people.ts";
import { isOpen, openStatuses, type Report } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import type { Reads } from "../store/store.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";
import { goingOn, mergedReports } from "./merged-reports.ts";
import { noticeLine, noticeRow } from "./notices.ts";
import { type ResidentTold, tellEverybody } from "./tell-everybody.ts";
import { writeReport } from "./write-report.ts";

const WEEK = 7 * 24 * 3_600_000;
/** Reports of the week that one is compared with, and how many are named. */
const COMPARED = 60;
const NAMED = 2;

/**
 * Handles the report together with another, or with what that one was merged into; those merged into the first come
 * along. Its resident goes on hearing of it under their own number, and hears nothing of the other.
 */
export function mergeReports(
  context: ActionContext,
  actor: Actor,
  { number, into }: OnReport & { readonly into: string },
): Promise<
  | { readonly done: Report; readonly into: Report; readonly resident: ResidentTold }
  | NotMerged
  | ReportRefused
> {
  const { store, clock, config, channels } = context;
  const now = clock.now();
  return store.tx(async (t) => {
    const found = await findReport(t, context, actor, { action: "report.merge", number });
    if ("refused" in found) return found;
    const named = await findReport(t, context, actor, { action: "report.merge", number: into });
    if ("refused" in named) return named;
    const { officer, report } = found;
    const root = await goingOn(t, named.report);
    const merged = merge(report, root, officer.id, { now, newId });
    if ("refused" in merged) return merged;
    const { ended, kept } = merged;
    const along = await mergedReports(t, report);
    const by = { officer: officer.id };
    const pairs = [
      [report, ended],
      [root, kept],
    ] as const;
    for (const [before, changed] of pairs) {
      const one = await writeReport(t, context, before, changed, { by, now, newId });
      t.audit.append({
        at: now.toISOString(),
        actor: { officer: officer.id },
        action: "report.merged",
        subject: { kind: "report", id: one.id },
        facts: { from: report.number, into: root.number },
      });
    }
    const at = now.toISOString();
    for (const one of along) {
      t.reports.put({ ...one, mergedInto: root.id });
      t.reports.append({ id: newId(now), report: root.id, at, by, kind: "merged", from: one.id });
    }
    if (root.assignee && root.assignee !== officer.id) {
      const text = `${noticeLine(kept.report, config.offices)}\n${officer.name}把 ${number} 并进来了，一起办。`;
      t.deliveries.put(noticeRow(kept.report, { officer: root.assignee }, text, now));
    }
    const text = `您反映的 ${number} 和别的反映是同一件，一起办，有进展照样告诉您。`;
    const resident = await tellEverybody(t, ended.report, { text, reaches: "one" }, now, channels);
    return { done: ended.report, into: kept.report, resident };
  });
}

/** Open reports of others in the last week that may be of the same matter, for an officer to look at; of what few may read none. */
export async function similarReports(reads: Reads, report: Report, now: Date): Promise<Report[]> {
  const isKept = (one: Report) => isRestricted(one) || one.sensitive === true;
  if (isKept(report) || !isOpen(report)) return [];
  const from = new Date(now.getTime() - WEEK).toISOString();
  const filter = { categories: [report.category], statuses: openStatuses, from };
  const own = await matterOf(reads, report);
  const alike: Report[] = [];
  for (const one of await reads.reports.newest(filter, COMPARED)) {
    if (one.reporter === report.reporter || isKept(one) || alike.length === NAMED) continue;
    if (mayBeOneMatter(own, await matterOf(reads, one))) alike.push(one);
  }
  return alike;
}

async function matterOf(reads: Reads, { id, category, place }: Report) {
  return { text: (await reads.reports.firstSaid(id))?.text ?? "", category, place };
}
