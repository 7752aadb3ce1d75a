import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { type Correction, correct, isRefused } from "../domain/report-actions.ts";
import { isRestricted, mayDo } from "../domain/rights.ts";
import { changeReport, type OnReport } from "./change-report.ts";
import { keepCorrection } from "./learn.ts";
import { tellOfficers } from "./notices.ts";

/** The office that was named stands nowhere in the configuration. */
export interface NoSuchOffice {
  readonly refused: "no-office";
  readonly offices: readonly string[];
}

/**
 * Sets a field of the report right. A report that goes to another office, becomes urgent or a complaint is told to
 * those who should know of it then; the resident hears nothing of what is filed how.
 */
export function correctReport(
  context: ActionContext,
  actor: Actor,
  { number, correction }: OnReport & { readonly correction: Correction },
) {
  const offices = context.config.offices.map(({ name }) => name);
  return changeReport<NoSuchOffice | { readonly refused: "not-allowed" }>(
    context,
    actor,
    { action: "report.correct", number },
    async (before, officer, moment, t) => {
      if (correction.field === "office" && !offices.includes(correction.to))
        return { refused: "no-office", offices };
      const leaves = correction.field === "category" && isRestricted(before);
      if (leaves && !mayDo(officer, "report.unrestrict", before)) return { refused: "not-allowed" };
      const outcome = correct(before, correction, officer.id, moment);
      if (!isRefused(outcome) && (correction.field === "category" || correction.field === "priority"))
        keepCorrection(
          t,
          { report: before.id, field: correction.field, label: correction.to },
          officer.role,
          moment.now,
        );
      if (!isRefused(outcome) && concernsOthers(correction))
        await tellOfficers(t, outcome.report, `${officer.name}改了，请看一下。`, context, moment.now);
      return { outcome, audit: { action: "report.corrected", facts: { field: correction.field } } };
    },
  );
}

function concernsOthers({ field, to }: Correction): boolean {
  return field === "office" || to === "urgent" || to === "complaint";
}
