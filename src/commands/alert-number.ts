import { canonical } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { monthIn } from "../lib/time.ts";
import type { CommandContext } from "./command.ts";

/** `T2611-012`, also `t2611-12` and, of this month, `T12`. */
const alertNumber = /^t(?:(\d{4})-?)?(\d{1,6})(?=$|[\s,。:;、])[\s,。:;、]*/i;

/** The number of an alert at the front of what was typed, and the rest as it was typed; none where none is there. */
export function readAlertNumber(
  typed: string,
  { bot, now }: Pick<CommandContext, "bot" | "now">,
): { readonly number: string; readonly rest: string } | undefined {
  const text = typed.trim();
  const zone = bot.config.station.timezone;
  const [whole, month = monthIn(zone, now), running] =
    alertNumber.exec(canonical(text.split("\n", 1)[0] ?? "")) ?? [];
  if (whole === undefined || running === undefined) return undefined;
  return { number: `T${month}-${running.padStart(3, "0")}`, rest: text.slice(whole.length).trim() };
}

/** The same, where a number must stand: throws `UserFacingError` with an example of what to send. */
export function numbered(typed: string, example: string, context: CommandContext) {
  const read = readAlertNumber(typed, context);
  if (read) return read;
  throw new UserFacingError(`要写编号，例如「${example}」。`);
}
