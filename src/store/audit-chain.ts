import type { AuditEntry, AuditRecord } from "../domain/audit.ts";
import type { Sealer } from "../lib/sealing.ts";

/** Where a chain stands. */
export interface ChainHead {
  readonly seq: number;
  readonly mac: string;
}

/** Links records into the chain: each `mac` covers the entry and the `mac` before it. */
export function createAuditChain(sealer: Sealer, start: ChainHead) {
  let head = start;
  return {
    head: () => head,
    reset(to: ChainHead): void {
      head = to;
    },
    link({ words, ...record }: AuditRecord): AuditEntry {
      const { at, actor, action, subject, facts } = record;
      const salt = words === undefined ? undefined : sealer.salt();
      const body = {
        seq: head.seq + 1,
        at,
        actor,
        action,
        subject,
        ...(facts && { facts }),
        // Keyed, so that short words cannot be guessed from digest and salt.
        ...(salt && { digest: digestOf(sealer, salt, words as string), salt }),
      };
      const mac = macOf(sealer, head.mac, body);
      head = { seq: body.seq, mac };
      return { ...body, mac };
    },
  };
}
export type AuditChain = ReturnType<typeof createAuditChain>;

/** Whether `entry` follows `head` unaltered. */
export function follows(sealer: Sealer, head: ChainHead, entry: AuditEntry): boolean {
  const { mac, ...body } = entry;
  return entry.seq === head.seq + 1 && mac === macOf(sealer, head.mac, body);
}

function digestOf(sealer: Sealer, salt: string, words: string): string {
  return sealer.mac(`words\n${salt}\n${words}`);
}

function macOf(sealer: Sealer, previous: string, body: Omit<AuditEntry, "mac">): string {
  return sealer.mac(`${previous}\n${JSON.stringify(body)}`);
}
