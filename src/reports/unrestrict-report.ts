import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { isRefused, unrestrict } from "../domain/report-actions.ts";
import type { Category } from "../domain/reports.ts";
import { changeReport, type OnReport } from "./change-report.ts";
import { keepCorrection } from "./learn.ts";
import { tellOfficers } from "./notices.ts";

/** A leader says that the report is no complaint: whoever should know of it is told, as of a new one. */
export function unrestrictReport(
  context: ActionContext,
  actor: Actor,
  { number, category }: OnReport & { readonly category?: Exclude<Category, "complaint"> },
) {
  return changeReport(
    context,
    actor,
    { action: "report.unrestrict", number },
    async (before, officer, moment, t) => {
      // Who complained and did not mean to wants something: somebody looks.
      const filed = before.category === "complaint" ? "help" : before.category;
      const outcome = unrestrict(before, category ?? filed, officer.id, moment);
      if (!isRefused(outcome)) {
        keepCorrection(
          t,
          { report: before.id, field: "restricted", label: "false" },
          officer.role,
          moment.now,
        );
        await tellOfficers(
          t,
          outcome.report,
          `${officer.name}看过，不是投诉，请看一下。`,
          context,
          moment.now,
        );
      }
      return { outcome, audit: { action: "report.unrestricted" } };
    },
  );
}
