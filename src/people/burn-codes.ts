import type { BindCode } from "../domain/people.ts";
import { noticeAdmins } from "../operators/index.ts";
import type { Tx } from "../store/store.ts";

/** Where a code was said that it does not belong. */
export type Misplaced = "by-another" | "in-group" | "in-text";

const places: Record<Misplaced, string> = {
  "by-another": "被别的账号发了出来",
  "in-group": "被发到了群里",
  "in-text": "被写进了一段话里",
};

export function isOpen({ usedAt, expiresAt }: BindCode, now: Date): boolean {
  return !usedAt && expiresAt > now.toISOString();
}

/** Makes codes useless that others may have read, and tells the admins; those that are used or expired are left. */
export async function burn(t: Tx, codes: readonly BindCode[], where: Misplaced, now: Date): Promise<void> {
  const at = now.toISOString();
  for (const code of codes.filter((one) => isOpen(one, now))) {
    t.codes.put({ ...code, usedAt: at });
    const owner = code.officer ? await t.officers.get(code.officer) : undefined;
    t.audit.append({
      at,
      actor: { system: "door" },
      action: "code.burnt",
      subject: owner ? { kind: "officer", id: owner.id } : { kind: "system", id: "first-admin" },
      facts: { where },
    });
    const again = owner ? `再给码请发「/邀请码 ${owner.name}」。` : "";
    await noticeAdmins(t, `给${owner?.name ?? "首位管理员"}的绑定码${places[where]}，已作废。${again}`, now);
  }
}
