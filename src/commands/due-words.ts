import { inZone } from "../lib/time.ts";
import type { Due } from "../reports/clocks.ts";
import type { CommandContext } from "./command.ts";

const DAY = 24 * 60 * 60_000;

/** 「今天18:00前答复」, 「12月9日前办结」, 「答复过期2天」. */
export function dueWords({ what, at }: Due, { bot, now }: Pick<CommandContext, "bot" | "now">): string {
  const zone = bot.config.station.timezone;
  const name = what === "first" ? "答复" : "办结";
  const [due, today] = [inZone(at, zone), inZone(now, zone)];
  if (at > now)
    return due.isSame(today, "day")
      ? `今天${due.format("HH:mm")}前${name}`
      : `${due.format("M月D日")}前${name}`;
  const days = Math.floor((now.getTime() - at.getTime()) / DAY);
  return `${name}过期${days < 1 ? "" : `${days}天`}`;
}
