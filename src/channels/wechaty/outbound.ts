import type { Clock } from "../../lib/clock.ts";
import { splitText } from "../../lib/graphemes.ts";
import { type Content, DeliveryError, type DeliveryFault } from "../channel.ts";
import { type RemotePuppet, wordsOfError } from "./puppet.ts";
import { NoAnswerError, pause, within } from "./waiting.ts";

const TEXT_LIMIT_MS = 20_000;
const FILE_LIMIT_MS = 90_000;
/** WeChat takes about 2,048 characters in one message; what is longer is cut off or refused. */
const LONGEST_TEXT = 1_800;
/** What is longer comes as a file. */
const MOST_PARTS = 5;
const PART_GAP_MS = 1_000;
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
  // WeChat shows an empty line for the one that ends a part.
  const whole = splitText(content.text, LONGEST_TEXT).map((part) => part.replace(/\n$/, ""));
  const isLong = whole.length > MOST_PARTS;
  const parts = isLong ? [`${whole[0]}\n（没有完，全文在下面的文件里）`] : whole;
  for (const part of parts) {
    // Parts that come at once look like a flood to the network, and to whoever reads them.
    if (sent > 0) await pause(clock, PART_GAP_MS, new Promise(() => {}));
    await attempt(TEXT_LIMIT_MS, () => puppet.messageSendText(conversation, part));
  }
  if (isLong) {
    const file = puppet.fileOf(Buffer.from(`\uFEFF${content.text}`), "全文.txt");
    await attempt(FILE_LIMIT_MS, () => puppet.messageSendFile(conversation, file));
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
