import type { ActionContext } from "../app/bot-context.ts";
import { askApproval, withdrawApprovals } from "../approvals/index.ts";
import {
  type MonthlyMoveRefused,
  type MonthlyReport,
  monthWords,
  moveMonthly,
} from "../domain/monthly-report.ts";
import {
  checkMonthlyText,
  type MonthlyText,
  type MonthlyTexts,
  monthlyTexts,
  type TextFault,
} from "../domain/monthly-texts.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Tx } from "../store/store.ts";

export type MonthlyRefused = NotAllowed | MonthlyMoveRefused | { readonly refused: "no-such" };
/** What may not stand in it, and where. */
export type TextRefused = { readonly refused: "text"; readonly where: MonthlyText | "reason" } & TextFault;

/** What a leader writes and leaves out. A text that is not named stays; an empty one goes. */
export interface MonthlyChange {
  readonly texts?: MonthlyTexts;
  /** Lines that are not told again, by index. */
  readonly leftOut?: readonly number[];
}

/** Changes what a person may change before it is approved; what waited for a word waits no longer. */
export function editMonthly(
  context: ActionContext,
  actor: Actor,
  { month, ...change }: { readonly month: string } & MonthlyChange,
): Promise<{ readonly done: MonthlyReport } | MonthlyRefused | TextRefused> {
  return changeMonthly(context, actor, month, async (t, report, officer, now) => {
    const changed = withChange(report, change);
    if ("refused" in changed) return changed;
    const moved = moveMonthly(changed, "edit", officer.id, now);
    if ("refused" in moved) return moved;
    await withdrawApprovals(t, { kind: "monthly", subject: month, askedBy: officer.id }, now);
    return put(t, moved.report, officer, "monthly.edited", now, Object.values(changed.texts).join("\n"));
  });
}

/**
 * Names who at the bureau has seen it, and puts it into the queue of approvals: any leader decides, whoever wrote it too,
 * for the bureau's is the second pair of eyes. `on`: `YYYY-MM-DD`, not after today.
 */
export function submitMonthly(
  context: ActionContext,
  actor: Actor,
  {
    month,
    by,
    on,
    shown = false,
  }: { readonly month: string; readonly by: string; readonly on: string; readonly shown?: boolean },
): Promise<{ readonly done: MonthlyReport } | MonthlyRefused | { readonly refused: "no-name" | "no-day" }> {
  const name = by.trim();
  return changeMonthly(context, actor, month, async (t, report, officer, now) => {
    if (name === "" || Array.from(name).length > LONGEST_NAME) return { refused: "no-name" };
    if (!isDay(on) || on > dayAhead(now)) return { refused: "no-day" };
    const moved = moveMonthly({ ...report, cleared: { by: name, on, shown } }, "submit", officer.id, now);
    if ("refused" in moved) return moved;
    const asked = await askApproval(
      t,
      context.approvalRules,
      {
        kind: "monthly",
        subject: month,
        number: month,
        askedBy: "bot",
        what: `${officer.name}请您看${monthWords(month)}给大家的月报，分局${name}（${on}）看过。原样在网页「月报」里。`,
      },
      now,
    );
    // Nobody waits for it: it is asked once.
    t.timers.remove(`approval/${asked.id}`);
    return put(t, moved.report, officer, "monthly.submitted", now, undefined, { cleared: name, on });
  });
}
const LONGEST_NAME = 30;

function isDay(day: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : undefined;
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

/** The latest day that it is anywhere. */
function dayAhead(now: Date): string {
  return new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
}

/** One change of a report that is there, by an officer who may; within a transaction. */
export function changeMonthly<R>(
  { store, clock }: ActionContext,
  actor: Actor,
  month: string,
  work: (t: Tx, report: MonthlyReport, officer: Officer, now: Date) => Promise<R>,
): Promise<R | NotAllowed | { readonly refused: "no-such" }> {
  const now = clock.now();
  return store.tx(async (t): Promise<R | NotAllowed | { readonly refused: "no-such" }> => {
    const officer = await actingOfficer(t, actor, "monthly.edit");
    if (!officer) return { refused: "not-allowed" };
    const report = await t.monthlyReports.get(month);
    return report ? work(t, report, officer, now) : { refused: "no-such" };
  });
}

/** The report with these words and lines, or what may not stand in it. */
export function withChange(
  report: MonthlyReport,
  { texts = {}, leftOut }: MonthlyChange,
): MonthlyReport | TextRefused {
  const written = new Map(
    monthlyTexts.map((name) => [name, (texts[name] ?? report.texts[name] ?? "").trim()]),
  );
  for (const [where, text] of written) {
    const fault = checkMonthlyText(text);
    if (fault) return { refused: "text", where, ...fault };
  }
  const kept = Object.fromEntries([...written].filter(([, text]) => text !== ""));
  return {
    ...report,
    texts: kept,
    leftOut: leftOut ? report.lines.flatMap((_, i) => (leftOut.includes(i) ? i : [])) : report.leftOut,
  };
}

/** Puts it with its audit record; within a transaction. */
export function put(
  t: Tx,
  report: MonthlyReport,
  { id }: Pick<Officer, "id">,
  action: string,
  now: Date,
  words?: string,
  facts?: Readonly<Record<string, string>>,
): { readonly done: MonthlyReport } {
  t.monthlyReports.put(report);
  t.audit.append({
    at: now.toISOString(),
    actor: { officer: id },
    action,
    subject: { kind: "monthly", id: report.month },
    ...(words ? { words } : {}),
    ...(facts ? { facts } : {}),
  });
  return { done: report };
}
