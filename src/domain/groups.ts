import type { Address, OfficerId } from "./people.ts";
import { showableLine } from "./showable.ts";

export type GroupId = string;
export const groupKinds = ["community", "officers"] as const;
export type GroupKind = (typeof groupKinds)[number];
/** Who a community group is for. */
export const groupMembers = ["residents", "hotel", "rental", "guards", "school", "shop"] as const;
export type GroupMembers = (typeof groupMembers)[number];

/** A community group the bot serves. Nothing is sent to one that a person has not confirmed. */
export interface Group {
  readonly id: GroupId;
  readonly address: Address;
  readonly name?: string;
  readonly office?: string;
  /** The unit that it belongs to, instead of an office or beside one. */
  readonly unit?: string;
  /** Residents where absent. */
  readonly members?: GroupMembers;
  readonly topics: readonly string[];
  readonly kind: GroupKind;
  /** `removed`: the bot was taken out of it or it was disbanded. */
  readonly state: "unconfirmed" | "confirmed" | "removed";
  /** The last word on it, which may have run out: `isMuted` says whether it holds. */
  readonly muted: boolean;
  /** ISO 8601; when the mute is over by itself. Absent: only a word of the network ends it. */
  readonly mutedUntil?: string;
  /** True where jingmin.yaml names the group: chat cannot change it. */
  readonly fixed: boolean;
  readonly confirmedBy?: OfficerId | "config";
  readonly confirmedAt?: string;
  readonly greetedAt?: string;
  /** Its owner asked for what is urgent only: see `unwanted`. */
  readonly onlyUrgent?: true;
}

/** Whether the bot may not speak there at `now`, as far as is known. */
export function isMuted({ muted, mutedUntil }: Pick<Group, "muted" | "mutedUntil">, now: Date): boolean {
  return muted && (mutedUntil === undefined || Date.parse(mutedUntil) > now.getTime());
}

/** The group after a new word on its mute, end and all; the same object where the word is none. */
export function withMute(group: Group, muted: boolean, until?: Date): Group {
  const { mutedUntil, ...rest } = group;
  const end = muted ? until?.toISOString() : undefined;
  if (muted === group.muted && end === mutedUntil) return group;
  return { ...rest, muted, ...(end ? { mutedUntil: end } : {}) };
}

/** Whether the outbox may send there at `now`, by the group's own state (the channel may still refuse). */
export function isReachable(group: Group, now: Date): boolean {
  return group.state === "confirmed" && !isMuted(group, now);
}

/** Which groups are meant; an absent field means any. Without an audience, every community group. */
export interface Audience {
  /** These groups and no other, whatever their kind. */
  readonly groups?: readonly GroupId[];
  readonly offices?: readonly string[];
  readonly units?: readonly string[];
  readonly topics?: readonly string[];
  readonly members?: readonly GroupMembers[];
  readonly kinds?: readonly GroupKind[];
}

/** Whether `group` belongs to the audience, whatever its state. */
export function inAudience(group: Group, audience: Audience): boolean {
  const { groups, offices, units, topics, members, kinds = ["community"] } = audience;
  if (groups) return groups.includes(group.id);
  return (
    kinds.includes(group.kind) &&
    (!offices || (group.office !== undefined && offices.includes(group.office))) &&
    (!units || (group.unit !== undefined && units.includes(group.unit))) &&
    (!topics || group.topics.some((topic) => topics.includes(topic))) &&
    (!members || (group.kind === "community" && members.includes(group.members ?? "residents")))
  );
}

/** Characters of a group's name that are shown. */
const LONGEST_NAME = 20;

/**
 * A group's name as it may stand between 「」 in what officers read: its owner chose it, and it must neither end the
 * quotation nor begin a line of its own.
 */
export function shownGroupName(name: string | undefined): string {
  return showableLine((name ?? "").replace(/[「」]/g, "'"), LONGEST_NAME) || "无名群";
}
