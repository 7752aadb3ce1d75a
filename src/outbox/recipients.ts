import type { Delivery } from "../domain/deliveries.ts";
import { type Group, isMuted } from "../domain/groups.ts";
import type { Address, Contact, Officer } from "../domain/people.ts";
import type { Reads } from "../store/store.ts";
import { type Channels, isReady, isStale } from "./address-validity.ts";

/**
 * Where a row goes. `wait`: not now; it waits until the person writes again, the officer is bound again or the group is
 * confirmed again. `refuse`: it can never be sent.
 */
export type Resolution =
  | { readonly to: Address }
  | { readonly wait: "no-address" | "hiding" | "stale-epoch" | "unconfirmed" | "window" | "spent" }
  | { readonly refuse: string; readonly state: "failed" | "cancelled" };

/** Looks the recipient up. Asked right before each send, so that a stale address is never used. */
export async function resolveRecipient(
  row: Delivery,
  reads: Pick<Reads, "contacts" | "officers" | "groups">,
  channels: Channels,
  now: Date,
): Promise<Resolution> {
  if ("group" in row.to) {
    const group = await reads.groups.get(row.to.group);
    return row.kind === "notice" ? noticeTo(group, channels, now) : toGroup(group, channels, now);
  }
  if ("officer" in row.to) return toOfficer(await reads.officers.get(row.to.officer), row, channels);
  return toPerson(await reads.contacts.get(row.to.person), row, channels);
}

function toGroup(group: Group | undefined, channels: Channels, now: Date): Resolution {
  if (!group || group.state === "removed") return { refuse: "removed", state: "cancelled" };
  if (group.state !== "confirmed") return { refuse: "unconfirmed", state: "cancelled" };
  const channel = channels.get(group.address.channel);
  if (!channel) return { refuse: "no-channel", state: "failed" };
  if (channel.type === "manual") return { refuse: "manual", state: "failed" };
  if (isMuted(group, now)) return { refuse: "muted", state: "failed" };
  if (isStale(group.address, channels)) return { refuse: "stale-epoch", state: "failed" };
  return { to: group.address };
}

/** A notice waits for its officers' group to be confirmed. It fails if the group is no officers' group any more; others are told then. */
function noticeTo(group: Group | undefined, channels: Channels, now: Date): Resolution {
  const found = toGroup(group, channels, now);
  if (!("refuse" in found))
    return group?.kind === "officers" ? found : { refuse: "not-officers", state: "failed" };
  const { refuse } = found;
  return refuse === "unconfirmed" || refuse === "stale-epoch"
    ? { wait: refuse }
    : { refuse, state: "failed" };
}

function toOfficer(officer: Officer | undefined, row: Delivery, channels: Channels): Resolution {
  if (!officer || officer.revokedAt !== undefined) return { refuse: "revoked", state: "cancelled" };
  const usable = officer.accounts.filter((address) => {
    const channel = channels.get(address.channel);
    return channel !== undefined && isReady(channel);
  });
  const found = pick(usable, row, channels);
  // If no account can be used now, the row waits for the officer's usual one.
  return "to" in found ? found : pick(officer.accounts, row, channels);
}

function toPerson(contact: Contact | undefined, row: Delivery, channels: Channels): Resolution {
  if (!contact) return { refuse: "erased", state: "cancelled" };
  // The person may be hiding, and a message would light up their phone. The answer of the transaction that set
  // `quietSince` still goes, since it answers the call for help, and so does what was under way before it.
  return isPushed(row, contact.quietSince) ? { wait: "hiding" } : pick(contact.addresses, row, channels);
}

function isPushed(row: Delivery, quietSince: string | undefined): boolean {
  if (quietSince === undefined) return false;
  if (row.createdAt > quietSince) return true;
  const isLater = row.notBefore !== undefined && row.notBefore > quietSince;
  // The answer to danger waits a moment for those on duty to be called.
  const isAnswer = row.kind === "answer" && (row.severe || !isLater);
  return row.createdAt === quietSince ? !isAnswer : isLater;
}

function pick(addresses: readonly Address[], row: Delivery, channels: Channels): Resolution {
  const current = addresses.filter(
    (address) => channels.get(address.channel)?.type !== "manual" && !isStale(address, channels),
  );
  const to = current.find((address) => address.channel === row.channel) ?? current[0];
  return to ? { to } : { wait: "no-address" };
}
