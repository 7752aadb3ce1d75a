import type { ActionContext } from "../app/bot-context.ts";
import {
  type CounterLine,
  type CounterLineRefusal,
  endsCounterLine,
  parseCounterLine,
} from "../domain/counter-line.ts";
import type { Actor } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads } from "../store/store.ts";

const SETTING = "counter-line";

/** The minute on the station's clocks, as counter lines are written: `YYYY-MM-DD HH:mm`. */
export function counterMinute(now: Date, zone: string): string {
  return inZone(now, zone).format("YYYY-MM-DD HH:mm");
}

/** What the counter says now; `undefined` where it says nothing, or no longer. `now`: see `counterMinute`. */
export async function counterLineOf(
  reads: Pick<Reads, "settings">,
  now: string,
): Promise<CounterLine | undefined> {
  const stored = await reads.settings.get(SETTING);
  const line = stored ? (JSON.parse(stored) as CounterLine) : undefined;
  return line && now < line.until ? line : undefined;
}

/** Puts a line before every answer about the counter, in place of the last one, or ends it; without words, tells it. */
export function changeCounterLine(
  { store, clock, config }: ActionContext,
  actor: Actor,
  words: string,
): Promise<
  { readonly done?: CounterLine | undefined } | NotAllowed | { readonly refused: CounterLineRefusal }
> {
  const at = clock.now();
  const now = counterMinute(at, config.station.timezone);
  return store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "counter.tell");
    if (!officer) return { refused: "not-allowed" };
    if (words.trim() === "") return { done: await counterLineOf(t, now) };
    const line = endsCounterLine(words) ? undefined : parseCounterLine(words, now);
    if (line && "refused" in line) return line;
    t.settings.put(SETTING, line ? JSON.stringify(line) : "");
    t.audit.append({
      at: at.toISOString(),
      actor: { officer: officer.id },
      action: line ? "counter.told" : "counter.ended",
      subject: { kind: "system", id: "counter" },
    });
    return { done: line };
  });
}
