import { createHash } from "node:crypto";
import { inZone } from "../lib/time.ts";
import type { Tx } from "../store/store.ts";
import type { Alerts } from "./alert-files.ts";
import { planReaders, tellAll } from "./plan-readers.ts";
import { fileText, type SlotDeps } from "./slot-alert.ts";

/** Tells those who saw a plan that a file of it was edited since: what they saw is sent. Each edit once; within a transaction. */
export async function tellEdits(
  t: Tx,
  alerts: Pick<Alerts, "series">,
  { timezone, station }: Pick<SlotDeps, "timezone" | "station">,
  now: Date,
): Promise<void> {
  for (const plan of await t.slots.plannedSince(now.toISOString())) {
    if (!plan.shownAt || !plan.file || !plan.alert || plan.skipped) continue;
    const alert = await t.alerts.get(plan.alert);
    if (!alert || (alert.state !== "approved" && alert.state !== "pending-approval")) continue;
    const file = alerts.series.get(plan.series)?.find((one) => one.file === plan.file);
    const words = file && fileText(file, station);
    const edited = words === undefined ? "gone" : words === alert.text ? undefined : digest(words);
    if (edited === plan.edited) continue;
    const { edited: _, ...rest } = plan;
    t.slots.plan(edited === undefined ? rest : { ...rest, edited });
    if (edited === undefined) continue;
    const at = inZone(plan.due, timezone).format("M月D日 HH:mm");
    const what = edited === "gone" ? "没有了" : "改了";
    const text = `${at}的 ${alert.number}「${alert.title}」，文件 ${plan.series}/${plan.file} 看过以后${what}。\n仍按看过的发。不要了，值班或所领导发「/提示 ${dayWord(plan.due, timezone, now)} 换 ${plan.schedule}」。`;
    tellAll(t, await planReaders(t), text, now);
  }
}

function dayWord(due: string, timezone: string, now: Date): string {
  return inZone(due, timezone).isSame(inZone(now, timezone), "day") ? "今天" : "明天";
}

function digest(words: string): string {
  return createHash("sha256").update(words).digest("hex").slice(0, 16);
}
