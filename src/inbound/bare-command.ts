import type { Command } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { canonical } from "../domain/canonical.ts";
import type { Action } from "../domain/rights.ts";

/** A report number, whole or followed by words: 「42」, 「42 已清走」, 「R2611-0042已清走」; not 「5分钟后到」. */
const numberFirst =
  /^(?:第|编号|#)?\s*(?:r\d{4}\s?-?\s?\d+|(?:\d{4}-)?\d+\s?[号件]?(?=$|[\s\p{P}\p{S}和]))/iu;

/** Commands that only look something up: a word too many after one does no harm. */
const looking: ReadonlySet<Action> = new Set([
  "reports.find",
  "reports.count",
  "alerts.see",
  "bot.watch",
  "self.see",
]);

/** Commands that need no words: with words behind them they are a sentence. */
const alone: ReadonlySet<Action> = new Set(["report.take", "report.read"]);

/**
 * Whether words that have no slash are this command: its name alone, its name and a number, or words for the report that
 * is quoted. 「接 孩子去了」 and 「看 情况再说」 are none.
 */
export function isBareCommand(command: Command, rest: string, { quoted }: InboundMessage): boolean {
  if (rest.trim() === "" || command.answers || looking.has(command.action)) return true;
  if (numberFirst.test(canonical(rest).trim())) return true;
  return command.onReport === true && !alone.has(command.action) && /R\d{4}-\d{4,}/.test(quoted?.text ?? "");
}
