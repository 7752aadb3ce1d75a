import { cancelSent } from "../alerts/index.ts";
import type { ActionContext } from "../app/bot-context.ts";
import { type MonthlyReport, moveMonthly } from "../domain/monthly-report.ts";
import { checkMonthlyText } from "../domain/monthly-texts.ts";
import type { Actor } from "../domain/people.ts";
import {
  changeMonthly,
  type MonthlyChange,
  type MonthlyRefused,
  put,
  type TextRefused,
  withChange,
} from "./edit-report.ts";

/** Puts other words on the page, and says that it did. Figures stay, and the picture is not sent again. */
export function correctMonthly(
  context: ActionContext,
  actor: Actor,
  { month, reason, ...change }: { readonly month: string; readonly reason: string } & MonthlyChange,
): Promise<
  { readonly done: MonthlyReport } | MonthlyRefused | TextRefused | { readonly refused: "no-reason" }
> {
  const why = reason.trim();
  return changeMonthly(context, actor, month, async (t, report, officer, now) => {
    if (why === "") return { refused: "no-reason" };
    const fault = checkMonthlyText(why);
    if (fault) return { refused: "text", where: "reason", ...fault };
    const changed = withChange(report, change);
    if ("refused" in changed) return changed;
    const moved = moveMonthly(changed, "correct", officer.id, now, why);
    if ("refused" in moved) return moved;
    const correction = { at: now.toISOString(), text: why };
    return put(t, { ...moved.report, correction }, officer, "monthly.corrected", now, why);
  });
}

/** Takes it from the page for good; of its picture what has not left is not sent. */
export function withdrawMonthly(
  context: ActionContext,
  actor: Actor,
  { month, reason }: { readonly month: string; readonly reason: string },
): Promise<{ readonly done: MonthlyReport } | MonthlyRefused | { readonly refused: "no-reason" }> {
  const why = reason.trim();
  return changeMonthly(context, actor, month, async (t, report, officer, now) => {
    if (why === "") return { refused: "no-reason" };
    const moved = moveMonthly(report, "withdraw", officer.id, now, why);
    if ("refused" in moved) return moved;
    if (report.alert !== undefined) await cancelSent(t, report.alert, officer, now);
    return put(t, moved.report, officer, "monthly.withdrawn", now, why);
  });
}
