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

const ASKS = "看到请回「收到」。";

/** An alert that asks for 「收到」 says so, before the line that it ends with; any other stays as it is. */
export function markedAsking<A extends Pick<Alert, "acknowledge" | "text">>(alert: A): A {
  if (!alert.acknowledge || alert.text === "" || alert.text.includes(ASKS)) return alert;
  const lines = alert.text.split("\n");
  lines.splice(lines.length > 2 ? -1 : lines.length, 0, ASKS);
  return { ...alert, text: lines.join("\n") };
}

/** Characters of the longest of them with its courtesies. */
const LONGEST = 12;
const RECEIVED =
  /^(?:好的?|嗯+|ok)?(?:已经?)?(?:收到|知道|知悉|看到|看见|阅|读|明白|了解)(?:了|啦|哦|呢|噢|喽)?(?:谢谢|感谢|辛苦|多谢)?(?:您|你|了|啦)?$/i;

/** Whether a whole message of a group says that it was read, and nothing else. */
export function saysReceived(text: string): boolean {
  return text.length <= LONGEST && RECEIVED.test(canonical(text).replace(/[\s\p{P}\p{S}]/gu, ""));
}
