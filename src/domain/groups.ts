import type { Address, OfficerId } from "./people.ts";

export type GroupId = string;
export const groupKinds = ["community", "officers"] as const;
export type GroupKind = (typeof groupKinds)[number];

/** A community group the bot serves. Nothing is sent to one that a person has not confirmed. */
export interface Group {
  readonly id: GroupId;
  readonly address: Address;
  readonly name?: string;
  readonly office?: string;
  readonly topics: readonly string[];
  readonly kind: GroupKind;
  /** `removed`: the bot was taken out of it or it was disbanded. */
  readonly state: "unconfirmed" | "confirmed" | "removed";
  readonly muted: boolean;
  /** True where jingmin.yaml names the group: chat cannot change it. */
  readonly fixed: boolean;
  readonly confirmedBy?: OfficerId | "config";
  readonly confirmedAt?: string;
  readonly greetedAt?: string;
}

/** Whether the outbox may send there now, by the group's own state (the channel may still refuse). */
export function isReachable(group: Group): boolean {
  return group.state === "confirmed" && !group.muted;
}

/** Which groups a schedule means; an absent field means any. Without an audience, every community group. */
export interface Audience {
  readonly offices?: readonly string[];
  readonly topics?: readonly string[];
  readonly kinds?: readonly GroupKind[];
}

/** Whether `group` belongs to the audience, whatever its state. */
export function inAudience(group: Group, audience: Audience): boolean {
  const { offices, topics, kinds = ["community"] } = audience;
  return (
    kinds.includes(group.kind) &&
    (!offices || (group.office !== undefined && offices.includes(group.office))) &&
    (!topics || group.topics.some((topic) => topics.includes(topic)))
  );
}
