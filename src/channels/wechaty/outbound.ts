import type { Clock } from "../../lib/clock.ts";
import { type Content, DeliveryError, type DeliveryFault } from "../channel.ts";
import { type RemotePuppet, wordsOfError } from "./puppet.ts";
import { NoAnswerError, within } from "./waiting.ts";

const TEXT_LIMIT_MS = 20_000;
const FILE_LIMIT_MS = 90_000;
/** WeChat takes about 2,048 characters in one message; what is longer is cut off or refused. */
const LONGEST_TEXT = 1_800;
/** A longer error is a dump, with who knows whose words in it. */
const LONGEST_REFUSAL = 200;

/** Refusals that a puppet words itself, in few words; anything else may have gone out. */
const refusals: readonly [RegExp, DeliveryFault][] = [
  [/not logged ?in|not login|no user logged/i, "offline"],
  [/channel closed before call started|no grpc manager|^no client$/i, "offline"],
  [/\b1205\b|too (fast|frequent)|频繁|频率|risk|spam/i, "risk-control"],
  [/not (a )?friend|朋友验证|不是.{0,6}好友/i, "not-friend"],
  [/not (in|a member of) (the )?room|不在群|移出群聊/i, "removed"],
];

/**
 * Sends the text in as many parts as it needs, then the files. A failure after something was sent is `unknown`, for
 * a part of it did go out; so is every failure that is no plain refusal, for `say` confirms nothing.
 */
export async function sendContent(
  puppet: RemotePuppet,
  conversation: string,
  content: Content,
  clock: Clock,
): Promise<string | undefined> {
  let sent = 0;
  let id: string | undefined;
  const attempt = async (limit: number, call: () => ReturnType<RemotePuppet["messageSendText"]>) => {
    try {
      const given = await within(clock, limit, call());
      id ??= given || undefined;
      sent += 1;
    } catch (error) {
      throw refusal(error, sent > 0, JSON.stringify([conversation, content]));
    }
  };
  for (const part of splitText(content.text, LONGEST_TEXT)) {
    await attempt(TEXT_LIMIT_MS, () => puppet.messageSendText(conversation, part));
  }
  for (const file of content.files ?? []) {
    await attempt(FILE_LIMIT_MS, () =>
      puppet.messageSendFile(conversation, puppet.fileFrom(file.path, file.name)),
    );
  }
  return id;
}

/** @param ours what a puppet may repeat: an error that names an alert of calls that come 频繁 may be no refusal for that */
function refusal(error: unknown, partly: boolean, ours: string): DeliveryError {
  const words = wordsOfError(error);
  const plain = refusals.find(
    ([pattern]) => words.length <= LONGEST_REFUSAL && pattern.test(words) && !pattern.test(ours),
  );
  // The cause is left out: a puppet repeats ids and texts in its messages.
  if (partly || !plain) {
    const reason =
      error instanceof NoAnswerError ? "timeout" : /UNAVAILABLE/.test(words) ? "offline" : "rejected";
    return new DeliveryError("unknown", reason, false);
  }
  return new DeliveryError("not-sent", plain[1], plain[1] === "offline" || plain[1] === "risk-control");
}

/** Parts of at most `longest` UTF-16 units, cut at the last line end of each where there is one; `""` has none. */
export function splitText(text: string, longest: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const line = rest.lastIndexOf("\n", longest);
    let cut = line > longest / 2 ? line : longest;
    // Never between the halves of a surrogate pair.
    if (cut === longest && /[\uD800-\uDBFF]/.test(rest[cut - 1] ?? "")) cut -= 1;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut === line ? cut + 1 : cut);
  }
  return rest === "" ? parts : [...parts, rest];
}
