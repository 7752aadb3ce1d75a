import type { ActionContext } from "../app/bot-context.ts";
import type { Mute } from "../domain/mutes.ts";
import { isMutedNow } from "../domain/mutes.ts";
import type { Actor } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";
import { type ResidentTold, tellEverybody } from "./tell-everybody.ts";

export interface Muted {
  readonly done: Mute;
  readonly resident: ResidentTold;
}

/**
 * The account behind the report is not answered until then, and is told so, once, with the reason. What it writes is
 * kept for leaders; where somebody is in danger it is heard as ever.
 */
export function muteAccount(
  context: ActionContext,
  actor: Actor,
  { number, until, reason }: OnReport & { readonly until: Date; readonly reason: string },
): Promise<Muted | ReportRefused> {
  const { store, clock, channels, config } = context;
  const now = clock.now();
  return store.tx(async (t) => {
    const found = await findReport(t, context, actor, { action: "report.mute", number });
    if ("refused" in found) return found;
    const { report, officer } = found;
    const person = report.reporter;
    const before = await t.mutes.get(person);
    const kept = isMutedNow(before, now) && before.report ? { report: before.report } : {};
    const mute: Mute = {
      person,
      reason,
      by: officer.id,
      at: now.toISOString(),
      until: until.toISOString(),
      ...kept,
    };
    t.mutes.put(mute);
    t.audit.append({
      at: mute.at,
      actor: { officer: officer.id },
      action: "account.muted",
      subject: { kind: "report", id: report.id },
      facts: { until: mute.until },
      words: reason,
    });
    const day = inZone(mute.until, config.station.timezone).format("M月D日 HH:mm");
    const text = `${reason}。到${day}前这里不再回您，发来的都留给所领导看。\n有危险照样马上打110、在这里说。`;
    const resident = await tellEverybody(t, report, { text, reaches: "one" }, now, channels);
    return { done: mute, resident };
  });
}

/** It is answered again. */
export function unmuteAccount(
  context: ActionContext,
  actor: Actor,
  { number }: OnReport,
): Promise<{ readonly done: "unmuted" } | { readonly refused: "not-muted" } | ReportRefused> {
  const { store, clock } = context;
  const now = clock.now();
  return store.tx(async (t) => {
    const found = await findReport(t, context, actor, { action: "report.mute", number });
    if ("refused" in found) return found;
    const { report, officer } = found;
    if (!isMutedNow(await t.mutes.get(report.reporter), now)) return { refused: "not-muted" };
    t.mutes.remove(report.reporter);
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: "account.unmuted",
      subject: { kind: "report", id: report.id },
    });
    return { done: "unmuted" };
  });
}
