import type { ActionContext } from "../app/bot-context.ts";
import type { Group, GroupId, GroupKind, GroupMembers } from "../domain/groups.ts";
import type { Actor, Address, Officer } from "../domain/people.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import { neverAsks } from "../lib/texts.ts";
import { noticeAdmins } from "../operators/index.ts";
import { isStale, outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";
import { describedGroup, groupName } from "./group-words.ts";

/** What a group is to be; what is absent stays as it was, the office as the officer's own. */
export interface GroupWanted {
  readonly kind?: GroupKind;
  readonly office?: string;
  readonly unit?: string;
  readonly members?: GroupMembers;
  /** Of the whole station: of no office. */
  readonly wholeStation?: boolean;
  readonly topics?: readonly string[];
}

/**
 * Why a group was not confirmed. `fixed`: jingmin.yaml describes it; `needs-admin`: only an admin confirms that one;
 * `no-office`: a community group needs one; `address-gone`: its id is of an earlier login.
 */
export type GroupRefused =
  | NotAllowed
  | {
      readonly refused: "no-group" | "fixed" | "needs-admin" | "no-office" | "address-gone";
      readonly group?: Group;
    };

/** Confirms the group in which it was said, or the one of that id; a confirmed one is changed as wanted. */
export function confirmGroup(
  context: ActionContext,
  actor: Actor,
  { which, wanted }: { readonly which: { address: Address } | { id: GroupId }; readonly wanted: GroupWanted },
): Promise<{ readonly done: Group; readonly changed: boolean } | GroupRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t) => {
    const isHere = "address" in which;
    // By its id a group is confirmed from elsewhere: whoever does that must know all of them.
    const officer = await actingOfficer(t, actor, isHere ? "groups.confirm" : "groups.manage");
    if (!officer) return { refused: "not-allowed" };
    const known = isHere ? await t.groups.byAddress(which.address) : await t.groups.get(which.id);
    if (!known && !isHere) return { refused: "no-group" };
    const group = known ?? unknownGroup(isHere ? which.address : undefined, now);
    if (!group) return { refused: "no-group" };
    if (!isHere && isStale(group.address, context.channels)) return { refused: "address-gone", group };
    const isPlain = Object.keys(wanted).length === 0;
    if (group.state === "confirmed" && isPlain) return { done: group, changed: false };
    if (group.fixed) {
      if (!isPlain || group.state === "confirmed") return { refused: "fixed", group };
      if (!may(officer, rolesFor("groups.manage"))) return { refused: "needs-admin", group };
    }
    const shaped = group.fixed ? group : shape(group, wanted, officer);
    const needsOffice = shaped.kind === "community" && context.config.offices.length > 0;
    if (!group.fixed && needsOffice && !shaped.office && !shaped.unit && !wanted.wholeStation)
      return { refused: "no-office", group };
    return { done: await confirm(t, shaped, officer, now, context.config.station.name), changed: true };
  });
}

function unknownGroup(address: Address | undefined, now: Date): Group | undefined {
  if (!address) return undefined;
  return {
    id: newId(now),
    address,
    topics: [],
    kind: "community",
    muted: false,
    state: "unconfirmed",
    fixed: false,
  };
}

function shape(group: Group, wanted: GroupWanted, officer: Officer): Group {
  const { office: before, ...rest } = group;
  const office = wanted.wholeStation
    ? undefined
    : (wanted.office ?? before ?? (wanted.unit ? undefined : officer.office));
  return {
    ...rest,
    kind: wanted.kind ?? group.kind,
    topics: wanted.topics ?? group.topics,
    ...(office ? { office } : {}),
    ...(wanted.unit ? { unit: wanted.unit } : {}),
    ...(wanted.members ? { members: wanted.members } : {}),
  };
}

async function confirm(t: Tx, group: Group, officer: Officer, now: Date, station: string): Promise<Group> {
  const at = now.toISOString();
  const greets = group.kind === "community" && !group.greetedAt;
  const confirmed: Group = {
    ...group,
    state: "confirmed",
    confirmedBy: officer.id,
    confirmedAt: at,
    ...(greets ? { greetedAt: at } : {}),
  };
  t.groups.put(confirmed);
  const { office, kind, topics } = confirmed;
  t.audit.append({
    at,
    actor: { officer: officer.id },
    action: "group.confirmed",
    subject: { kind: "group", id: group.id },
    facts: { kind, topics: topics.join(" "), ...(office ? { office } : {}) },
  });
  const news = `${officer.name}确认了「${groupName(group)}」：${describedGroup(confirmed)}不对的话，发「/群」看列表、移除。`;
  await noticeAdmins(t, news, now, officer.id);
  // A broadcast: to greet twice would be worse than not at all, and at night it waits for the morning.
  if (greets)
    t.deliveries.put(outboxRow({ kind: "broadcast", to: { group: group.id }, text: greeting(station) }, now));
  return confirmed;
}

const greeting = (station: string) =>
  `大家好，我是${station}的警民小助手，是个机器人，会在这里发安全提示。\n有事加我好友私聊，一句话就行，我转给民警。群里聊的我不记。\n${neverAsks}紧急请打110。`;
