import type { InboundMessage } from "../channels/channel.ts";
import type { Category } from "../domain/reports.ts";
import { understand } from "../domain/understanding/index.ts";
import { isMachineText } from "../domain/understanding/machine-texts.ts";
import type { Understanding } from "../domain/understanding.ts";

/** What was made of one direct message. */
export interface Heard extends Understanding {
  readonly text: string;
  /** Began with 「新」: another matter. */
  readonly fresh: boolean;
}

/** What a message says; `undefined` where there is nothing to hear. */
export function hear(message: InboundMessage): Heard | undefined {
  const typed = message.text.trim();
  if (message.attachments.length === 0 && (!typed || isMachineText(typed) || !hasWords(typed)))
    return undefined;
  const [, rest] = /^新(?:的|件|事)?(?:[\s，。：:,]+([\s\S]*))?$/.exec(typed) ?? [];
  const fresh = rest !== undefined || /^新(?:的|件|事)?$/.test(typed);
  const text = fresh ? (rest ?? "").trim() : typed;
  return { ...understand(text), text, fresh };
}

/** A bare digit, a sticker or an emoji says nothing by itself. */
function hasWords(text: string): boolean {
  return /\p{L}|\d{3,}/u.test(text.replace(/\[[^\]\n]{1,8}\]/g, ""));
}

/** Whether a message says something to the station. When in doubt it does. */
export function files(heard: Heard, message: InboundMessage): boolean {
  if (message.attachments.length > 0 || heard.danger) return true;
  return ["report", "supplement", "withdraw", "handbook"].includes(heard.kind);
}

/** What the report is filed under; whatever nobody could name is 求助, so that somebody looks. */
export function categoryOf(heard: Heard): Category {
  if (heard.text === "") return "help";
  return heard.category ?? (heard.danger ? "help" : "inquiry");
}
