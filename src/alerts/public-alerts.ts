import { decodeTime } from "ulid";
import { personalInAlert } from "../domain/alert-privacy.ts";
import { type Alert, isPicturePage } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { Group, GroupId } from "../domain/groups.ts";
import { withoutPersonalData } from "../domain/personal-data.ts";
import type { Reads } from "../store/store.ts";

/** An alert that residents got in their groups, as anybody may read it. */
export interface PublicAlert {
  readonly alert: Alert & { readonly number: string };
  /** ISO 8601. */
  readonly sentAt: string;
  /** Offices whose residents got it; empty where a group of no office did. */
  readonly offices: readonly string[];
  /** The public alerts that it updates or cancels. */
  readonly references: readonly { readonly number: string; readonly sentAt: string }[];
}

const WEEK = 7 * 86_400_000;
const MOST = 200;
const reached: readonly Delivery["state"][] = ["sent", "posted-by-hand"];

/**
 * What reached at least one group of residents within a week, newest first. One that was cancelled is gone: who was
 * looked for and found has their name here no longer; its cancellation stays.
 */
export async function publicAlerts(reads: Reads, now: Date): Promise<PublicAlert[]> {
  const groups = new Map((await reads.groups.all()).map((group) => [group.id, group]));
  const alerts = await reads.alerts.inStates(["broadcasting", "completed"], MOST);
  const found: PublicAlert[] = [];
  for (const alert of alerts) {
    const sentAt = sentAtOf(alert);
    if (!hasNumber(alert) || isPicturePage(alert) || Date.parse(sentAt) < now.getTime() - WEEK) continue;
    const residents = await residentsOf(alert, reads, groups);
    if (residents.length === 0) continue;
    found.push({
      alert: forEverybody(alert),
      sentAt,
      offices: officesOf(residents),
      references: await referencesOf(alert, reads),
    });
  }
  return found.sort((a, b) => (a.sentAt < b.sentAt ? 1 : -1));
}

/** When it began to be sent; of alerts older than that step, when it was made. */
function sentAtOf({ id, steps }: Alert): string {
  const step = steps?.findLast(({ move }) => move === "broadcast");
  return step?.at ?? new Date(decodeTime(id)).toISOString();
}

/** Files of the folder may name somebody, at their keeper's word: groups read that, the whole world does not. */
function forEverybody(alert: PublicAlert["alert"]): PublicAlert["alert"] {
  if (!personalInAlert(alert)) return alert;
  return { ...alert, title: withoutPersonalData(alert.title), text: withoutPersonalData(alert.text) };
}

function hasNumber(alert: Alert): alert is PublicAlert["alert"] {
  return alert.number !== undefined;
}

/** Groups of residents that it reached; what only officers, guards or keepers of hotels got is not public. */
async function residentsOf(
  { id }: Alert,
  reads: Reads,
  groups: ReadonlyMap<GroupId, Group>,
): Promise<Group[]> {
  const rows = await reads.deliveries.ofAlert(id);
  return rows.flatMap(({ to, state }) => {
    const group = "group" in to && reached.includes(state) ? groups.get(to.group) : undefined;
    return group?.kind === "community" && (group.members ?? "residents") === "residents" ? [group] : [];
  });
}

function officesOf(groups: readonly Group[]): string[] {
  const offices = groups.map(({ office }) => office);
  return offices.includes(undefined) ? [] : [...new Set(offices.flatMap((office) => office ?? []))];
}

async function referencesOf(
  { references = [] }: Alert,
  reads: Reads,
): Promise<PublicAlert["references"][number][]> {
  const earlier = await Promise.all(references.map((id) => reads.alerts.get(id)));
  return earlier.flatMap((alert) =>
    alert?.number ? [{ number: alert.number, sentAt: sentAtOf(alert) }] : [],
  );
}
