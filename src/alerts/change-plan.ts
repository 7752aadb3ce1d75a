import type { ActionContext } from "../app/bot-context.ts";
import { withdrawApprovals } from "../approvals/index.ts";
import { draftOf, readWritten } from "../domain/alert-drafts.ts";
import type { PersonalRefused } from "../domain/alert-privacy.ts";
import { type Alert, type PlannedSlot, slotKey } from "../domain/alerts.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { type Alerts, loadAlerts } from "./alert-files.ts";
import { putDraft } from "./drafts.ts";
import { type ComingSlot, comingSlots } from "./evening.ts";
import { planReaders, tellAll } from "./plan-readers.ts";
import { putMove } from "./put-move.ts";
import { drawFor, drawnAfter, planSlot, type SlotDeps } from "./slot-alert.ts";
import { submit } from "./submit-alert.ts";

/** `today` or `tomorrow`, on the station's clocks. */
export type PlanDay = "today" | "tomorrow";

/** A slot to come as it is shown: what is planned, or what would be drawn now. */
export interface ShownSlot {
  readonly due: string;
  readonly schedule: string;
  readonly plan?: PlannedSlot;
  /** Title of the file that would be drawn, where nothing is planned yet. */
  readonly likely?: string;
}

/** What is to come on that day; changes nothing. */
export async function shownPlan(
  context: ActionContext,
  actor: Actor,
  day: PlanDay,
): Promise<{ readonly slots: readonly ShownSlot[] } | NotAllowed> {
  const { store } = context;
  if (!(await actingOfficer(store, actor, "alerts.see"))) return { refused: "not-allowed" };
  const alerts = await load(context);
  const now = context.clock.now();
  const slots: ShownSlot[] = [];
  for (const { schedule, instant, plan } of await coming(store, day, alerts, context)) {
    const shown = { due: instant.at.toISOString(), schedule: schedule.id };
    const file = plan ? undefined : await drawFor(store, schedule, instant, alerts, now);
    slots.push({ ...shown, ...(plan ? { plan } : {}), ...(file ? { likely: file.title } : {}) });
  }
  return { slots };
}

export type PlanChange =
  /** Another of its series, of the only slot or that of the schedule named. */
  | { readonly do: "swap"; readonly schedule?: string | undefined }
  /** An officer's own words, which a second person approves. */
  | { readonly do: "use"; readonly schedule?: string | undefined; readonly typed: string }
  /** Nothing, of all slots or those of the schedule named. */
  | { readonly do: "stop"; readonly schedule?: string | undefined; readonly reason: string };

/** `which`: several are planned; `no-such`: no slot of that schedule is to come; `nothing`: none is to come at all. */
export type PlanRefused =
  | NotAllowed
  | PersonalRefused
  | { readonly refused: "which" | "no-such"; readonly schedules: readonly string[] }
  | { readonly refused: "nothing" | "no-reason" | "no-other" | "no-title" | "no-group" | "nobody" };

export interface PlanChanged {
  readonly done: readonly PlannedSlot[];
  /** What takes the place of what was planned. */
  readonly alert?: Alert;
  /** Who was asked to approve it. */
  readonly asked: readonly Officer[];
}

/** Changes what is to be sent that day; the others who see the plan hear of it. */
export async function changePlan(
  context: ActionContext,
  actor: Actor,
  { day, change }: { readonly day: PlanDay; readonly change: PlanChange },
): Promise<PlanChanged | PlanRefused> {
  const alerts = await load(context);
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<PlanChanged | PlanRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.plan");
    if (!officer) return { refused: "not-allowed" };
    if (change.do === "stop" && change.reason.trim() === "") return { refused: "no-reason" };
    const all = await coming(t, day, alerts, context);
    const slots =
      change.schedule === undefined ? all : all.filter(({ schedule }) => schedule.id === change.schedule);
    const schedules = [...new Set(all.map(({ schedule }) => schedule.id))];
    const [slot] = slots;
    if (!slot) return all.length === 0 ? { refused: "nothing" } : { refused: "no-such", schedules };
    if (change.do === "stop") {
      const done: PlannedSlot[] = [];
      for (const each of slots) done.push(await stop(t, each, officer, change.reason.trim(), now));
      await tell(t, done, officer, `停发：${change.reason.trim()}`, context, now);
      return { done, asked: [] };
    }
    if (slots.length > 1) return { refused: "which", schedules };
    const changed =
      change.do === "swap"
        ? await swap(t, slot, officer, alerts, context, now)
        : await use(t, slot, officer, change.typed, context, now);
    if ("refused" in changed) return changed;
    await tell(t, changed.done, officer, `换成「${changed.alert?.title}」`, context, now);
    return changed;
  });
}

const load = ({ config, clock }: ActionContext) =>
  loadAlerts(config.alerts, { timezone: config.station.timezone, now: clock.now() });

function coming(
  reads: Pick<Reads, "slots">,
  day: PlanDay,
  alerts: Alerts,
  { config, clock }: ActionContext,
): Promise<ComingSlot[]> {
  const { timezone } = config.station;
  const now = clock.now();
  const date = inZone(now, timezone)
    .add(day === "tomorrow" ? 1 : 0, "day")
    .format("YYYY-MM-DD");
  return comingSlots(reads, date, alerts, timezone, now);
}

async function stop(
  t: Tx,
  slot: ComingSlot,
  officer: Officer,
  reason: string,
  now: Date,
): Promise<PlannedSlot> {
  await dropPlanned(t, slot, officer, now, reason);
  const { alert: _, ...plan } = { ...planOf(slot), skipped: true as const, reason, by: officer.id };
  t.slots.plan(plan);
  return plan;
}

async function swap(
  t: Tx,
  slot: ComingSlot,
  officer: Officer,
  alerts: Alerts,
  context: ActionContext,
  now: Date,
): Promise<PlanChanged | { readonly refused: "no-other" }> {
  const { series } = slot.schedule;
  const current = slot.plan
    ? slot.plan.file
    : (await drawFor(t, slot.schedule, slot.instant, alerts, now))?.file;
  // As if it had been sent: the next of its series takes its place.
  const before = await t.draws.get(series);
  if (current !== undefined) t.draws.put(drawnAfter(before, series, current));
  const next = await drawFor(t, slot.schedule, slot.instant, alerts, now);
  if (!next || next.file === current) {
    if (before) t.draws.put(before);
    else t.draws.remove(series);
    return { refused: "no-other" };
  }
  await dropPlanned(t, slot, officer, now, "换了");
  const plan = await planSlot(t, slot.schedule, slot.instant, alerts, depsOf(context), now);
  const alert = plan?.alert === undefined ? undefined : await t.alerts.get(plan.alert);
  if (!plan || !alert) return { refused: "no-other" };
  const marked = { ...plan, by: officer.id, ...shownBefore(slot) };
  t.slots.plan(marked);
  return { done: [marked], alert, asked: [] };
}

async function use(
  t: Tx,
  slot: ComingSlot,
  officer: Officer,
  typed: string,
  { config }: ActionContext,
  now: Date,
): Promise<PlanChanged | PlanRefused> {
  const written = readWritten(typed, config.station.name);
  if (!written) return { refused: "no-title" };
  const { audience } = slot.schedule;
  const fields = {
    ...draftOf(written),
    slot: slotKey(slot.schedule.id, slot.instant),
    ...(audience ? { audience } : {}),
  };
  const draft = await putDraft(t, fields, officer, config.station.timezone, now);
  const submitted = await submit(t, draft, officer, now);
  if ("refused" in submitted) {
    putMove(t, draft, "cancel", officer, now);
    if (submitted.refused === "personal") return submitted;
    return { refused: submitted.refused === "no-group" ? "no-group" : "nobody" };
  }
  await dropPlanned(t, slot, officer, now, "换了");
  const { file: _, skipped: __, reason: ___, ...plan } = planOf(slot);
  const marked = { ...plan, alert: draft.id, by: officer.id };
  t.slots.plan(marked);
  return { done: [marked], alert: submitted.done, asked: submitted.asked };
}

/** What was planned before is cancelled, and nobody need approve it. */
async function dropPlanned(
  t: Tx,
  { plan }: ComingSlot,
  officer: Officer,
  now: Date,
  reason: string,
): Promise<void> {
  const alert = plan?.alert === undefined ? undefined : await t.alerts.get(plan.alert);
  if (!alert) return;
  putMove(t, alert, "cancel", officer, now, reason);
  await withdrawApprovals(t, { subject: alert.id, kind: "alert", askedBy: alert.author ?? "bot" }, now);
}

function planOf({ schedule, instant, plan }: ComingSlot): PlannedSlot {
  return (
    plan ?? {
      key: slotKey(schedule.id, instant),
      schedule: schedule.id,
      series: schedule.series,
      due: instant.at.toISOString(),
    }
  );
}

/** What was shown in the evening is not shown again for a change that is told by itself. */
function shownBefore({ plan }: ComingSlot): Pick<PlannedSlot, "shownAt"> {
  return plan?.shownAt ? { shownAt: plan.shownAt } : {};
}

async function tell(
  t: Tx,
  plans: readonly PlannedSlot[],
  officer: Officer,
  what: string,
  { config }: ActionContext,
  now: Date,
): Promise<void> {
  const when = plans.map(({ due }) => inZone(due, config.station.timezone).format("M月D日 HH:mm")).join("、");
  const others = (await planReaders(t)).filter(({ id }) => id !== officer.id);
  tellAll(t, others, `${when}的提示，${officer.name}${what}。`, now);
}

function depsOf({ config }: ActionContext): SlotDeps {
  const { name, timezone } = config.station;
  return { station: name, timezone, catchUpMs: config.sending.catchUp };
}
