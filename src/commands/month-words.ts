import { canonical } from "../domain/canonical.ts";
import { inZone } from "../lib/time.ts";
import { lastMonth } from "../monthly/month-span.ts";
import type { CommandContext } from "./command.ts";
import { periodNamed } from "./periods.ts";

/** The month (`2026-11`) at the front of what was typed, else the one that is over; and the rest as it was typed. */
export function frontMonth(
  typed: string,
  { bot, now }: Pick<CommandContext, "bot" | "now">,
): { readonly month: string; readonly rest: string } {
  const zone = bot.config.station.timezone;
  const text = typed.trim();
  const [word = "", rest = ""] = (/^(\S+)\s*([\s\S]*)$/.exec(text) ?? []).slice(1);
  const period = periodNamed(canonical(word), inZone(now, zone));
  const isMonth = period?.before?.subtract(1, "month").isSame(period.from, "day");
  if (!period || !isMonth || period.from.date() !== 1) return { month: lastMonth(now, zone), rest: text };
  return { month: period.from.format("YYYY-MM"), rest };
}
