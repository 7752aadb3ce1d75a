import type { Actor } from "./people.ts";

/** What somebody did to which record, as it is handed to the store. */
export interface AuditRecord {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actor: Actor;
  /** A fixed word such as `report.filed`, `report.closed`, `group.confirmed`, `officer.bound`. */
  readonly action: string;
  readonly subject: {
    readonly kind:
      | "report"
      | "contact"
      | "officer"
      | "group"
      | "alert"
      | "slot"
      | "delivery"
      | "ledger"
      | "monthly"
      | "system";
    readonly id: string;
  };
  /** Short facts without personal data, e.g. `{ status: "resolved" }`. */
  readonly facts?: Readonly<Record<string, string>>;
  /** The words it speaks of; only a salted digest of them is kept, so that retention does not break the chain. */
  readonly words?: string;
}

/** A record in the chain: `mac` = HMAC over the entry and the `mac` before it. */
export interface AuditEntry extends Omit<AuditRecord, "words"> {
  readonly seq: number;
  readonly digest?: string;
  readonly salt?: string;
  readonly mac: string;
}
