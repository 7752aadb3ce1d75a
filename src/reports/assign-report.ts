import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, OfficerId } from "../domain/people.ts";
import { assign } from "../domain/report-actions.ts";
import { mayHandle, maySee } from "../domain/rights.ts";
import { changeReport, type OnReport } from "./change-report.ts";

/** Why a report cannot be given to that officer. */
interface CannotAssign {
  readonly refused: "no-officer" | "handles-none" | "may-not-see";
  readonly name: string;
}

/** Gives the report to an officer; that officer is told, and the resident where nobody had it before. */
export function assignReport(
  context: ActionContext,
  actor: Actor,
  { number, to, reason }: OnReport & { readonly to: OfficerId; readonly reason?: string },
) {
  return changeReport<CannotAssign>(
    context,
    actor,
    { action: "report.assign", number },
    async (before, officer, moment, t) => {
      const holder = await t.officers.get(to);
      if (!holder || holder.revokedAt) return { refused: "no-officer", name: holder?.name ?? "" };
      if (!maySee(holder, before)) return { refused: "may-not-see", name: holder.name };
      if (!mayHandle(holder, before)) return { refused: "handles-none", name: holder.name };
      return {
        outcome: assign(before, to, officer.id, moment, reason),
        audit: { action: "report.assigned", facts: { to }, ...(reason ? { words: reason } : {}) },
        colleague: `${officer.name}请您办理${reason ? "，原因写在里面" : ""}，发「查看 ${number}」看内容。`,
        ...(before.assignee ? {} : { resident: `您反映的 ${number} 已安排民警办理，有进展会在这里告诉您。` }),
      };
    },
  );
}
