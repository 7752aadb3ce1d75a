import { markedAsking } from "../domain/acknowledgements.ts";
import { signAlert } from "../domain/alert-text.ts";
import { type Alert, type PlannedSlot, type Schedule, slotKey } from "../domain/alerts.ts";
import type { SeriesDraw } from "../domain/remembered.ts";
import { type AlertFile, dayOfFile, drawAlert } from "../domain/rotation.ts";
import { dayOf, type Instant } from "../domain/slots.ts";
import { newId } from "../lib/ids.ts";
import { monthIn } from "../lib/time.ts";
import type { Reads, Tx } from "../store/store.ts";
import type { Alerts } from "./alert-files.ts";
import { putMove } from "./put-move.ts";
import { submit } from "./submit-alert.ts";

/** What slots are turned into alerts with. */
export interface SlotDeps {
  readonly timezone: string;
  /** Signs the alerts. */
  readonly station: string;
  /** Where a schedule itself does not say how late (ms) it may be made up for. */
  readonly catchUpMs: number;
}

/** The file that a schedule would send at this instant, by what of its series was sent or planned last. */
export async function drawFor(
  reads: Pick<Reads, "draws">,
  { series }: Pick<Schedule, "series">,
  instant: Instant,
  alerts: Pick<Alerts, "series">,
  now: Date,
) {
  const drawn = await reads.draws.get(series);
  const recent = drawn ? [drawn.last, ...(drawn.undated ? [drawn.undated] : [])] : [];
  const at = instant.at > now ? instant.at : now;
  return drawAlert(alerts.series.get(series) ?? [], { day: dayOf(instant), now: at, recent });
}

/** The text of a file as it is sent. */
export function fileText(file: Pick<AlertFile, "text" | "acknowledge">, station: string): string {
  return markedAsking({ ...file, text: signAlert(file.text, station) }).text;
}

/** What is remembered of a series once this file was drawn. */
export function drawnAfter(before: SeriesDraw | undefined, series: string, file: string): SeriesDraw {
  const undated = dayOfFile(file) ? before?.undated : file;
  return { series, last: file, ...(undated === undefined ? {} : { undated }) };
}

/**
 * The alert of a slot, drawn from its series, within a transaction: approved by the folder, or waiting for an approver
 * where the schedule says so. `undefined` where nothing is left to draw.
 */
export async function putSlotAlert(
  t: Tx,
  schedule: Schedule,
  instant: Instant,
  alerts: Pick<Alerts, "series">,
  deps: SlotDeps,
  now: Date,
): Promise<Alert | undefined> {
  const file = await drawFor(t, schedule, instant, alerts, now);
  if (!file) return undefined;
  const draft: Alert = {
    ...file,
    id: newId(now),
    number: await t.alerts.nextNumber(monthIn(deps.timezone, now)),
    state: "draft",
    slot: slotKey(schedule.id, instant),
    text: fileText(file, deps.station),
    ...(schedule.audience ? { audience: schedule.audience } : {}),
  };
  const put =
    schedule.approve === "each"
      ? await submit(t, draft, "folder", now)
      : putMove(t, draft, "approve-file", "folder", now);
  if ("refused" in put) return undefined;
  t.draws.put(drawnAfter(await t.draws.get(schedule.series), schedule.series, file.file));
  return "done" in put ? put.done : put.alert;
}

/** Writes down what a slot will send, before its time; within a transaction. */
export async function planSlot(
  t: Tx,
  schedule: Schedule,
  instant: Instant,
  alerts: Pick<Alerts, "series">,
  deps: SlotDeps,
  now: Date,
): Promise<PlannedSlot | undefined> {
  const alert = await putSlotAlert(t, schedule, instant, alerts, deps, now);
  if (!alert) return undefined;
  const plan: PlannedSlot = {
    key: slotKey(schedule.id, instant),
    schedule: schedule.id,
    series: schedule.series,
    due: instant.at.toISOString(),
    file: alert.file,
    alert: alert.id,
  };
  t.slots.plan(plan);
  return plan;
}
