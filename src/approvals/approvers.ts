import type { Approvers } from "../app/approval-rule.ts";
import { type Approval, approvalWords } from "../domain/approvals.ts";
import type { Officer } from "../domain/people.ts";
import type { Reads } from "../store/store.ts";

/** What an approval is before it is asked for. */
export type Asking = Pick<Approval, "subject" | "askedBy" | "topics">;

/** Those who may decide it and can be written to, in the order in which they are asked. */
export async function approversOf(
  reads: Pick<Reads, "officers" | "reports">,
  rule: Approvers,
  approval: Asking,
): Promise<readonly (readonly Officer[])[]> {
  const able: Officer[] = [];
  for (const officer of await reads.officers.all()) {
    if (officer.id === approval.askedBy || officer.revokedAt || officer.accounts.length === 0) continue;
    if (await rule.mayDecide(officer, approval, reads)) able.push(officer);
  }
  return [0, 1]
    .map((turn) => able.filter((officer) => (rule.turn?.(officer, approval) ?? 0) === turn))
    .filter((officers) => officers.length > 0);
}

/** As it is named in chat: `T2611-012`, `身份 R2611-0042`. */
export function approvalName({ kind, number }: Pick<Approval, "kind" | "number">): string {
  return [approvalWords[kind], number].filter(Boolean).join(" ");
}
