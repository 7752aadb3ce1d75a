import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { type Explanation, explain } from "../domain/understanding/explain.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";

/**
 * Why the report's first words are understood as they are, by the model as it is now; `undefined` where it has none. The
 * pieces are words of the resident: whoever may read the report sees them, and it is in the audit before they leave.
 */
export async function explainReport(
  context: ActionContext,
  actor: Actor,
  { number }: OnReport,
): Promise<{ readonly done: Explanation | undefined } | ReportRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t) => {
    const found = await findReport(t, context, actor, { action: "report.read", number });
    if ("refused" in found) return found;
    const { report, officer } = found;
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: "report.explained",
      subject: { kind: "report", id: report.id },
    });
    const said = await t.reports.firstSaid(report.id);
    return { done: said?.text ? explain(said.text, context.model) : undefined };
  });
}
