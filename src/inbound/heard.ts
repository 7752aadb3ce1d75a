import type { InboundMessage } from "../channels/channel.ts";
import type { Category } from "../domain/reports.ts";
import { fold } from "../domain/understanding/fold.ts";
import { understand } from "../domain/understanding/index.ts";
import { isMachineFolded } from "../domain/understanding/machine-texts.ts";
import { possibleIn } from "../domain/understanding/phrases.ts";
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
  const folded = fold(typed);
  const possible = possibleIn(folded);
  const isNothing = !hasWords(typed) || isMachineFolded(folded, possible);
  if (isNothing && message.attachments.length === 0) return undefined;
  const another = /^新(?:的|件|事)?(?:[\s，。：:,]+([\s\S]*))?$/.exec(typed);
  if (!another) return { text: typed, fresh: false, ...understand(typed, folded, possible) };
  const text = (another[1] ?? "").trim();
  return { text, fresh: true, ...understand(text) };
}

/** A bare digit, a sticker or an emoji says nothing by itself. */
function hasWords(text: string): boolean {
  const said = text.includes("[") ? text.replace(/\[[^\]\n]{1,8}\]/g, "") : text;
  return /\p{L}|\d{3,}/u.test(said);
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
