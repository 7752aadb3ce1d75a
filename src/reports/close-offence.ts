import type { ApprovalRule } from "../app/approval-rule.ts";
import type { ActionContext } from "../app/bot-context.ts";
import { askApproval } from "../approvals/index.ts";
import { closeAsNoOffence, transfer } from "../domain/closing.ts";
import { judgeOffence } from "../domain/offences.ts";
import type { Actor } from "../domain/people.ts";
import { isRefused } from "../domain/report-change.ts";
import { isOpen } from "../domain/reports.ts";
import { mayDo } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import { changeReport, findReport, type OnReport, type ReportRefused } from "./change-report.ts";
import type { ClockContext } from "./clocks.ts";
import { keepCorrection } from "./learn.ts";
import { noticeLine } from "./notices.ts";
import { tellEverybody } from "./tell-everybody.ts";
import { writeReport } from "./write-report.ts";

/** The officer who has it says whether it tells of an offence; the model learns from what they take off. */
export function judgeReport(
  context: ActionContext,
  actor: Actor,
  { number, to }: OnReport & { readonly to: "confirmed" | "cleared" },
) {
  return changeReport(context, actor, { action: "report.correct", number }, (before, officer, moment, t) => {
    const outcome = judgeOffence(before, to, officer.id, moment);
    if (!isRefused(outcome))
      keepCorrection(
        t,
        { report: before.id, field: "offence", label: String(to === "confirmed") },
        officer.role,
        moment.now,
      );
    return { outcome, audit: { action: "report.offence", facts: { to } } };
  });
}

/** 「已转正式接报案」: the report goes on under the number of its formal receipt, which the resident is told. */
export function transferReport(
  context: ActionContext,
  actor: Actor,
  { number, caseNumber }: OnReport & { readonly caseNumber: string },
) {
  return changeReport(context, actor, { action: "report.close", number }, (before, officer, moment) => ({
    outcome: transfer(before, caseNumber, officer.id, moment),
    audit: { action: "report.transferred", facts: { status: "referred", caseNumber } },
    resident: `您反映的 ${number} 已转正式接报案，回执号 ${caseNumber}。\n凭这个号到所里可查办理情况。`,
    colleague: `${officer.name}已转正式接报案。`,
  }));
}

/** 「核实不属案件」 with a reason: asked here, closed when a second officer agrees. */
export function askNoOffence(
  context: ActionContext,
  actor: Actor,
  { number, text }: OnReport & { readonly text: string },
): Promise<{ readonly done: "asked" } | ReportRefused> {
  const { store, clock, config, approvalRules } = context;
  const now = clock.now();
  return store.tx(async (t) => {
    const found = await findReport(t, context, actor, { action: "report.close", number });
    if ("refused" in found) return found;
    const { report, officer } = found;
    if (!isOpen(report)) return { refused: "closed", number };
    const what = `${noticeLine(report, config.offices)}\n${officer.name}认为不属案件，请看过再定。`;
    const asked = { kind: "offence", subject: report.id, number, askedBy: officer.id, why: text } as const;
    await askApproval(t, approvalRules, { ...asked, what }, now);
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: "report.no-offence-asked",
      subject: { kind: "report", id: report.id },
      words: text,
    });
    return { done: "asked" };
  });
}

/** Any other officer who may close the report decides; those on duty and the leaders are told that it waits. */
export function createOffenceApproval(context: ClockContext): ApprovalRule {
  return {
    async mayDecide(officer, { subject }, reads) {
      const report = await reads.reports.get(subject);
      return report !== undefined && mayDo(officer, "report.close", report);
    },
    turn: ({ role }) => (role === "dispatcher" || role === "leader" ? 0 : 1),
    async decided(t, { subject, state, why: words = "", askedBy, decidedBy = askedBy }, now) {
      const before = state === "approved" ? await t.reports.get(subject) : undefined;
      const outcome = before && closeAsNoOffence(before, words, askedBy, { now, newId });
      if (!outcome || isRefused(outcome)) return;
      const report = await writeReport(t, context, before, outcome, { by: { officer: askedBy }, now, newId });
      t.audit.append({
        at: now.toISOString(),
        actor: { officer: decidedBy },
        action: "report.closed",
        subject: { kind: "report", id: subject },
        facts: { status: "resolved", askedBy },
        words,
      });
      const text = `您反映的 ${report.number} 核实不属案件：${words}`;
      await tellEverybody(t, report, { text, asksSolved: true }, now);
    },
  };
}
