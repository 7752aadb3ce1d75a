import type { InboundMessage } from "../channels/channel.ts";
import type { Told } from "../domain/decide.ts";
import { type Address, addressKey, type Contact } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";

/** The contact behind a message, a new one where nobody is known; keeps name and group fresh. */
export function meet(
  known: Contact | undefined,
  { from, fromName, past }: InboundMessage,
  lastGroup: string | undefined,
  now: Date,
): Contact {
  // A name that could not be looked up just now takes none away.
  const name = fromName || (known?.name ?? "");
  const group = lastGroup ?? known?.group;
  // The way a person wrote last is the way back: as a friend, or through the group of a temporary session.
  const isSame = (address: Address) => addressKey(address) === addressKey(from);
  const kept = known?.addresses.find(isSame);
  const moved = !past && kept !== undefined && kept.via !== from.via;
  if (known?.name === name && known.group === group && !moved) return known;
  const addresses = known?.addresses.map((address) => (moved && isSame(address) ? from : address)) ?? [from];
  return {
    ...(known ?? { id: newId(now), firstSeen: now.toISOString() }),
    addresses,
    name,
    ...(group === undefined ? {} : { group }),
  };
}

/** The contact with the answer under way: greeted, and quiet no more unless they are hiding now. */
export function reached(contact: Contact, told: Told, now: Date): Contact {
  const isWarned = told.danger?.level === "now";
  // Whoever tells of such a thing may share the phone with whom it is about; in danger still, they hide still.
  const hides =
    (told.danger?.level === "now" && told.danger.kind === "cannot-speak") ||
    told.sensitive === true ||
    (isWarned && contact.quietSince !== undefined);
  const greetedAt = contact.greetedAt ?? (isWarned ? undefined : now.toISOString());
  if (contact.greetedAt === greetedAt && contact.quietSince === undefined && !hides) return contact;
  const { quietSince: _, ...calm } = contact;
  return {
    ...calm,
    ...(greetedAt ? { greetedAt } : {}),
    ...(hides ? { quietSince: now.toISOString() } : {}),
  };
}
