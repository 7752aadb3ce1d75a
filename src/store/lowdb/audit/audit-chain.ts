import type { AuditEntry, AuditRecord } from "../../../domain/audit.ts";
import type { Sealer } from "../../../lib/sealing.ts";

/** Where a chain stands. */
export interface ChainHead {
  readonly seq: number;
  readonly mac: string;
}

/** An entry as the files hold it: written three times (journal, audit file, backup) and hardly ever read. */
export interface AuditLine extends Pick<AuditEntry, "seq" | "at" | "subject" | "mac"> {
  /** JSON text of the whole entry. */
  readonly json: string;
}

export function auditLine(entry: AuditEntry): AuditLine {
  const { seq, at, subject, mac } = entry;
  return { seq, at, subject, mac, json: JSON.stringify(entry) };
}

/** Links records into the chain: each `mac` covers the entry and the `mac` before it. */
export function createAuditChain(sealer: Sealer, start: ChainHead) {
  let head = start;
  return {
    head: () => head,
    reset(to: ChainHead): void {
      head = to;
    },
    link({ at, actor, action, subject, facts, words }: AuditRecord): AuditLine {
      const seq = head.seq + 1;
      const salt = words === undefined ? undefined : sealer.salt();
      // Keyed, so that short words cannot be guessed from digest and salt.
      const digest = salt && digestOf(sealer, salt, words as string);
      const body = JSON.stringify({ seq, at, actor, action, subject, facts, digest, salt });
      const mac = macOf(sealer, head.mac, body);
      head = { seq, mac };
      return { seq, at, subject, mac, json: `${body.slice(0, -1)},"mac":"${mac}"}` };
    },
  };
}
export type AuditChain = ReturnType<typeof createAuditChain>;

/** Whether `entry` follows `head` unaltered. */
export function follows(sealer: Sealer, head: ChainHead, entry: AuditEntry): boolean {
  const { mac, ...body } = entry;
  return entry.seq === head.seq + 1 && mac === macOf(sealer, head.mac, JSON.stringify(body));
}

function digestOf(sealer: Sealer, salt: string, words: string): string {
  return sealer.mac(`words\n${salt}\n${words}`);
}

/** `body`: JSON text of the entry without its `mac`. */
function macOf(sealer: Sealer, previous: string, body: string): string {
  return sealer.mac(`${previous}\n${body}`);
}
