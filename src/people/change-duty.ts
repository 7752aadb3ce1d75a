import type { ActionContext } from "../app/bot-context.ts";
import { addDays } from "../domain/named-days.ts";
import type { Actor, Officer, OfficerId } from "../domain/people.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { inZone } from "../lib/time.ts";
import { outboxRow } from "../outbox/index.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";
import { type Duty, dutyAt } from "./duty.ts";

/** Why nobody was put on duty or taken off. `too-far`: what lasts longer belongs into jingmin.yaml. */
export type DutyRefused =
  | NotAllowed
  | { readonly refused: "no-officer" | "handles-none" | "not-on-duty" | "too-far"; readonly name: string };

export interface DutyChanged {
  readonly done: Officer;
  /** Who is on duty now. */
  readonly duty: Duty;
}

const LONGEST_DAYS = 31;

/** Who is on duty now. */
export async function seeDuty(
  context: ActionContext,
  actor: Actor,
): Promise<{ readonly done: Duty } | NotAllowed> {
  const { store, clock } = context;
  if (!(await actingOfficer(store, actor, "duty.see"))) return { refused: "not-allowed" };
  return { done: await dutyAt(store, context, clock.now()) };
}

/**
 * An officer is on duty until then, or from now on is not: a shift of jingmin.yaml that runs is left out. They are told,
 * unless they did it.
 */
export function changeDuty(
  context: ActionContext,
  actor: Actor,
  { officer: id, until }: { readonly officer: OfficerId; readonly until: Date | "off" },
): Promise<DutyChanged | DutyRefused> {
  const { store, clock, config } = context;
  const now = clock.now();
  return store.tx(async (t) => {
    const by = await actingOfficer(t, actor, "duty.set");
    if (!by) return { refused: "not-allowed" };
    const officer = await t.officers.get(id);
    const name = officer?.name ?? "";
    if (!officer || officer.revokedAt) return { refused: "no-officer", name };
    if (!may(officer, rolesFor("report.take"))) return { refused: "handles-none", name };
    const before = await dutyAt(t, context, now);
    const end =
      until === "off" ? before.onDuty.find((one) => one.officer.id === id)?.until : until.toISOString();
    if (!end) return { refused: "not-on-duty", name };
    if (until !== "off" && isTooFar(until, now, config.station.timezone)) return { refused: "too-far", name };
    const at = now.toISOString();
    t.duties.put({ officer: id, on: until !== "off", until: end, by: by.id, at });
    t.audit.append({
      at,
      actor: { officer: by.id },
      action: until === "off" ? "duty.ended" : "duty.set",
      subject: { kind: "officer", id },
      facts: { until: end },
    });
    if (id !== by.id) {
      const shown = inZone(end, config.station.timezone).format("M月D日HH:mm");
      const text =
        until === "off"
          ? `${by.name}把您的值班取消了，现在不用值了。`
          : `${by.name}请您值班，到${shown}。有急件先叫您。`;
      t.deliveries.put(outboxRow({ kind: "notice", to: { officer: id }, text }, now));
    }
    return { done: officer, duty: await dutyAt(t, context, now) };
  });
}

function isTooFar(until: Date, now: Date, zone: string): boolean {
  const [last, today] = [until, now].map((at) => inZone(at, zone).format("YYYY-MM-DD"));
  return (last ?? "") > addDays(today ?? "", LONGEST_DAYS);
}
