import type { Alert } from "../domain/alerts.ts";
import { type Borne, isApart, isBorne, isRoutine, type NotWanted, unwanted } from "../domain/group-load.ts";
import { type Group, type GroupId, inAudience, isReachable } from "../domain/groups.ts";
import { inZone } from "../lib/time.ts";
import { type Channels, isStale } from "../outbox/index.ts";
import type { Reads } from "../store/store.ts";

/** To whom an alert goes, as it is counted and listed before it is sent. */
export interface Addressees {
  /** Groups that it is sent to. */
  readonly sent: readonly Group[];
  /** Groups that officers are asked to post it to: by hand by nature, muted, or of a login before. */
  readonly byHand: readonly Group[];
  /** Groups of its audience that do not get it. */
  readonly notWanted: readonly { readonly group: Group; readonly why: NotWanted }[];
  /** Groups of its audience that no person has confirmed: nothing is sent there. */
  readonly unconfirmed: readonly Group[];
}

/** Counts and lists the groups of an alert as they would get it now; groups that the bot has left are not among them. */
export async function addresseesOf(
  reads: Pick<Reads, "groups" | "alerts" | "deliveries">,
  alert: Pick<Alert, "audience" | "severity" | "msgType" | "template" | "series">,
  { channels, timezone, now }: { channels: Channels; timezone: string; now: Date },
): Promise<Addressees> {
  const groups = (await reads.groups.all()).filter(
    (group) => group.state !== "removed" && inAudience(group, alert.audience ?? {}),
  );
  const confirmed = groups.filter(({ state }) => state === "confirmed");
  const unwantedBy = await findUnwanted(reads, alert, confirmed, { timezone, now });
  const wanted = confirmed.filter(({ id }) => !unwantedBy.has(id));
  const byHand = wanted.filter(
    (group) =>
      channels.get(group.address.channel)?.type === "manual" ||
      !isReachable(group, now) ||
      isStale(group.address, channels),
  );
  return {
    sent: wanted.filter((group) => !byHand.includes(group)),
    byHand,
    notWanted: confirmed.flatMap((group) => {
      const why = unwantedBy.get(group.id);
      return why ? [{ group, why }] : [];
    }),
    unconfirmed: groups.filter(({ state }) => state === "unconfirmed"),
  };
}

/** Of these groups, those that do not get the alert, and why. */
export async function findUnwanted(
  reads: Pick<Reads, "alerts" | "deliveries">,
  alert: Parameters<typeof unwanted>[1],
  groups: readonly Group[],
  { timezone, now }: { timezone: string; now: Date },
): Promise<ReadonlyMap<GroupId, NotWanted>> {
  const found = new Map<GroupId, NotWanted>();
  if (isApart(alert)) return found;
  const borne = await borneToday(reads, alert, timezone, now);
  for (const group of groups) {
    const why = unwanted(group, alert, borne.get(group.id) ?? none);
    if (why) found.set(group.id, why);
  }
  return found;
}

const none: Borne = { routine: 0, all: 0 };
/** More alerts than a station sends in a day. */
const MOST = 300;

/**
 * What each group has had since midnight in the station's zone. What the schedule of the same series has sent does not
 * count: how often it comes is what its cron says.
 */
async function borneToday(
  reads: Pick<Reads, "alerts" | "deliveries">,
  next: Parameters<typeof unwanted>[1],
  timezone: string,
  now: Date,
): Promise<ReadonlyMap<GroupId, Borne>> {
  const midnight = inZone(now, timezone).startOf("day").toISOString();
  const borne = new Map<GroupId, Borne>();
  for (const alert of await reads.alerts.inStates(["broadcasting", "completed", "cancelled"], MOST)) {
    const isSameSeries = isRoutine(next) && alert.series === next.series;
    if (isApart(alert) || isSameSeries || !wentOutSince(alert, midnight)) continue;
    const routine = isRoutine(alert) ? 1 : 0;
    for (const row of await reads.deliveries.ofAlert(alert.id)) {
      if (!("group" in row.to) || !isBorne(row)) continue;
      const before = borne.get(row.to.group) ?? none;
      borne.set(row.to.group, { routine: before.routine + routine, all: before.all + 1 });
    }
  }
  return borne;
}

function wentOutSince({ steps = [] }: Alert, from: string): boolean {
  return steps.some(({ move, at }) => move === "broadcast" && at >= from);
}
