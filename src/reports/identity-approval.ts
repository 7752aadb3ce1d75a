import type { ApprovalRule } from "../app/approval-rule.ts";
import { canonicalName } from "../domain/canonical.ts";
import { newId } from "../lib/ids.ts";
import { outboxRow } from "../outbox/index.ts";
import { codeNameOf } from "./code-name-of.ts";

/**
 * Who may allow that an officer learns who reported: a leader or the custodian, never whoever asks, never one whom the
 * report means. What is allowed is shown once, and stands in the report.
 */
export function createIdentityApproval(custodian: string | undefined): ApprovalRule {
  const isCustodian = (name: string) =>
    custodian !== undefined && canonicalName(name) === canonicalName(custodian);
  return {
    async mayDecide({ id, name, role }, { subject, askedBy }, reads) {
      if (id === askedBy || !(role === "leader" || isCustodian(name))) return false;
      return !(await reads.reports.get(subject))?.meant?.includes(id);
    },
    async decided(t, { subject, state, askedBy, decidedBy, why = "", reason }, now) {
      const report = await t.reports.get(subject);
      if (state !== "approved" || !report || !decidedBy) return;
      const at = now.toISOString();
      t.reports.append({
        id: newId(now),
        report: report.id,
        at,
        by: { officer: decidedBy },
        kind: "released",
        to: askedBy,
        reason: why,
        ...(reason ? { withheld: reason } : {}),
      });
      t.reports.put({ ...report, updatedAt: at });
      t.audit.append({
        at,
        actor: { officer: decidedBy },
        action: "identity.released",
        subject: { kind: "report", id: report.id },
        facts: { to: askedBy, ...(reason ? { resident: "not-told" } : {}) },
        words: why,
      });
      const { number, reporter } = report;
      const text = `${number} ${await codeNameOf(t, report)}的身份，只发这一次，请勿转发：`;
      t.deliveries.put(outboxRow({ kind: "notice", to: { officer: askedBy }, text, reveals: reporter }, now));
    },
  };
}
