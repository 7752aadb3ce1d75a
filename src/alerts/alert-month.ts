import type { ActionContext } from "../app/bot-context.ts";
import type { Slot } from "../domain/alerts.ts";
import type { Actor } from "../domain/people.ts";
import { dayOf } from "../domain/slots.ts";
import { fallsOn } from "../domain/workdays.ts";
import { cronInstants } from "../lib/cron.ts";
import { beginningOf, fromWallClock, inZone } from "../lib/time.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import { loadAlerts } from "./alert-files.ts";

/** A schedule that fires more often is no entry of a calendar. */
const MOST_A_DAY = 6;

/** A slot as a calendar shows it. */
export interface MonthSlot {
  /** `YYYY-MM-DD` in the station's zone. */
  readonly day: string;
  readonly due: string;
  /** The schedule's title; its id where it has none, or is no more. */
  readonly schedule: string;
  /** `coming`: not due yet; `no-group`: no group of the station is of that kind. */
  readonly state: Slot["state"] | "coming" | "no-group";
  /** Number and title of the alert that was drawn or planned. */
  readonly number?: string;
  readonly title?: string;
}

/** What was sent in a month, and what the schedules will send in the rest of it; `month` is `2026-12`. */
export async function alertMonth(
  context: ActionContext,
  actor: Actor,
  { month }: { readonly month: string },
): Promise<{ readonly done: readonly MonthSlot[] } | NotAllowed> {
  const { store, config, clock } = context;
  if (!(await actingOfficer(store, actor, "alerts.see"))) return { refused: "not-allowed" };
  const { timezone } = config.station;
  const now = clock.now();
  const first = inZone(fromWallClock(`${month}-01`, timezone) ?? now, timezone);
  const [from, before] = [beginningOf(first, timezone), beginningOf(first.add(1, "month"), timezone)];
  // On its days off a schedule sends nothing, and nothing is missed.
  const decided = (await store.slots.since(from.toISOString())).filter(
    ({ due, reason }) => due < before.toISOString() && reason !== "holiday" && reason !== "workday",
  );
  const planned = new Map(
    (await store.slots.plannedSince(from.toISOString())).map((plan) => [plan.key, plan]),
  );
  const titled = async (alert: string | undefined) => {
    const found = alert === undefined ? undefined : await store.alerts.get(alert);
    return found ? { ...(found.number ? { number: found.number } : {}), title: found.title } : {};
  };
  const alerts = await loadAlerts(config.alerts, { timezone });
  const nameOf = (id: string) => alerts.schedules.find((one) => one.id === id)?.title ?? id;
  const past = decided.map(async ({ due, schedule, state: was, reason, alert }): Promise<MonthSlot> => {
    const state = was === "missed" && reason === "no-group" ? reason : was;
    const day = inZone(due, timezone).format("YYYY-MM-DD");
    return { day, due, schedule: nameOf(schedule), state, ...(await titled(alert)) };
  });
  const coming: Promise<MonthSlot>[] = [];
  const after = new Date(Math.max(now.getTime(), from.getTime() - 1));
  for (const schedule of alerts.schedules) {
    const instants = [...cronInstants(schedule.cron, timezone, after, new Date(before.getTime() - 1))];
    const days = new Set(instants.map(dayOf));
    if (instants.length > days.size * MOST_A_DAY) continue;
    for (const instant of instants) {
      const day = dayOf(instant);
      if (!fallsOn(schedule.when, day, alerts.calendar)) continue;
      const due = instant.at.toISOString();
      const plan = [...planned.values()].find((one) => one.schedule === schedule.id && one.due === due);
      coming.push(
        titled(plan?.alert).then((title) => ({
          day,
          due,
          schedule: nameOf(schedule.id),
          state: "coming",
          ...title,
        })),
      );
    }
  }
  const all = await Promise.all([...past, ...coming]);
  return { done: all.sort((a, b) => (a.due < b.due ? -1 : 1)) };
}
