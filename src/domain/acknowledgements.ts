import { DRILL_END } from "./alert-corrections.ts";
import type { Alert } from "./alerts.ts";
import { canonical } from "./canonical.ts";
import type { GroupId } from "./groups.ts";
import type { OfficerId } from "./people.ts";

/** Who said 「收到」 in one group, while the newest alert that asks for it there has not expired. */
export interface Acknowledgement {
  readonly group: GroupId;
  readonly alert: string;
  /** Id of the group's outbox row, which keeps the number when this is gone. */
  readonly delivery: string;
  /** The alert's own key, in hex: without it the hashes are nobody's. */
  readonly key: string;
  /** ISO 8601; then key and hashes are erased. */
  readonly until: string;
  /** Keyed hashes of senders, each once. */
  readonly seen: readonly string[];
  /** Officers among them, in a group of officers and for what is Severe. */
  readonly officers?: readonly OfficerId[];
}

/** Milliseconds for which an alert asks at most. */
export const ASKS_MS = 24 * 60 * 60_000;

const ASKS = "看到的回「收到」";

/** An alert that asks for 「收到」 ends with the line that does; where that was turned off the line is gone. */
export function markedAsking<A extends Pick<Alert, "acknowledge" | "text">>(alert: A): A {
  if (alert.acknowledge === undefined || alert.text === "") return alert;
  const plain = withoutAsking(alert.text);
  if (!alert.acknowledge) return { ...alert, text: plain };
  const end = plain.endsWith(`\n${DRILL_END}`) ? `\n${DRILL_END}` : "";
  return { ...alert, text: `${plain.slice(0, plain.length - end.length)}\n${ASKS}${end}` };
}

/** The text for where nobody can answer: a poster, a feed. */
export function withoutAsking(text: string): string {
  return text.replace(askingEnd, "$1");
}

const askingEnd = new RegExp(`\\n${ASKS}(\\n${DRILL_END})?$`);

/** Characters of the longest of them with its courtesies, and with the bot's name in front. */
const LONGEST = 12;
const LONGEST_MENTIONING = 40;
const RECEIVED =
  /^(?:(?:好的?|嗯+|ok)?(?:已经?)?(?:收到|知道|知悉|看到|看见|阅|读|明白|了解)(?:了|啦|哦|呢|噢|喽)?(?:谢谢|感谢|辛苦|多谢)?(?:您|你|了|啦)?|1)$/i;

/** Whether a whole message of a group says that it was read, and nothing else; whom it addresses may stand in front. */
export function saysReceived(text: string): boolean {
  if (text.length > LONGEST_MENTIONING) return false;
  const said = canonical(text)
    .replace(/^(?:@\S+\s+)+/, "")
    .replace(/[\s\p{P}\p{S}\p{EMod}]/gu, "");
  return said.length <= LONGEST && RECEIVED.test(said);
}
