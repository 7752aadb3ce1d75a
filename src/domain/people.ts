/** Opaque id of a resident; only `contacts` ties it to an address or a name. */
export type PersonId = string;
export type OfficerId = string;

/** One user or group on one channel. `epoch` changes when a network re-issues its ids; an address of another epoch is never sent to. */
export interface Address {
  readonly channel: string;
  /** `""` on channels with stable ids. */
  readonly epoch: string;
  readonly kind: "user" | "group";
  readonly id: string;
  /** Group id through which a temporary session with this user runs (QQ); no part of the identity. */
  readonly via?: string;
}

/** Identity of an address as one string; equal addresses have equal keys. Asked several times of each message's sender. */
export function addressKey(a: Address): string {
  let key = keys.get(a);
  if (key === undefined) {
    key = JSON.stringify([a.channel, a.epoch, a.kind, a.id]);
    keys.set(a, key);
  }
  return key;
}
const keys = new WeakMap<Address, string>();

/** The sealed record of a resident: the only place that holds addresses and names. */
export interface Contact {
  readonly id: PersonId;
  readonly name: string;
  /** Newest first; the first one of a channel's current epoch is written to. */
  readonly addresses: readonly Address[];
  /** Of somebody who called, or came to the counter, as an officer wrote it down. */
  readonly telephone?: string;
  /** Named in an entry of a ledger: kept as long as that, whatever else is kept of them. */
  readonly ledger?: true;
  /** The office by whose poster this person came last, for routing. */
  readonly office?: string;
  /** The community group this person was last seen in, for routing. */
  readonly group?: string;
  readonly firstSeen: string;
  /** When the privacy sentence was said to this person. */
  readonly greetedAt?: string;
  /** Set while a person may be hiding: nothing is pushed until they write again. */
  readonly quietSince?: string;
}

export const roles = ["officer", "dispatcher", "leader", "auditor", "admin"] as const;
export type Role = (typeof roles)[number];

export const roleNames: Record<Role, string> = {
  officer: "民警",
  dispatcher: "值班",
  leader: "所领导",
  auditor: "审计",
  admin: "管理员",
};

export interface Officer {
  readonly id: OfficerId;
  /** Unique within the station. */
  readonly name: string;
  readonly role: Role;
  readonly office?: string;
  readonly unit?: string;
  /** Topics of alerts that the officer may approve, beside the leaders. */
  readonly approves?: readonly string[];
  /** Accounts this officer writes from; newest binding first. */
  readonly accounts: readonly Address[];
  /** Those of `accounts` that jingmin.yaml names; the others were bound in chat. */
  readonly fileAccounts?: readonly Address[];
  /** True where jingmin.yaml names the officer: chat cannot change or remove him. */
  readonly fixed: boolean;
  readonly revokedAt?: string;
  /** How often he has come back after being revoked, where he has. */
  readonly term?: number;
}

/** The term that begins, or goes on, where this officer is named again. */
export function termOf(before: Officer | undefined): Pick<Officer, "term"> {
  const term = (before?.term ?? 0) + (before?.revokedAt ? 1 : 0);
  return term > 0 ? { term } : {};
}

/** Whoever does something: a use case asks their right, the audit keeps them. */
export type Actor =
  | { readonly officer: OfficerId }
  /** A resident. */
  | { readonly person: PersonId }
  | { readonly system: string }
  /** The account of the machine under which the command line was run. */
  | { readonly commandLine: string };

/** A one-time code that binds an account to an officer (or makes the first admin). */
export interface BindCode {
  /** Keyed hash of the code; the code itself is never stored. */
  readonly hash: string;
  /** `null`: the bootstrap code, whose bearer becomes admin. */
  readonly officer: OfficerId | null;
  /** The officer's term in which it was given: a code of an earlier one is no good. */
  readonly term?: number | undefined;
  readonly expiresAt: string;
  readonly usedAt?: string;
}
