import { inZone } from "../lib/time.ts";
import type { CommandContext } from "./command.ts";

/** The time of today, with the day where it is another: `14:30`, `12月1日 08:00`. */
export function moment(at: Date, { bot, now }: Pick<CommandContext, "bot" | "now">): string {
  const zone = bot.config.station.timezone;
  const local = inZone(at, zone);
  return local.format(local.isSame(inZone(now, zone), "day") ? "HH:mm" : "M月D日 HH:mm");
}
