import { DeliveryError } from "../channel.ts";
import { CallError } from "./calls.ts";

type Refusal = ConstructorParameters<typeof DeliveryError>;

/**
 * What implementations write when a send fails. The first match counts. There are no agreed codes: 1200 (once 200) is
 * NapCat's for anything thrown, 100 is go-cqhttp's. QQ's own results are quoted inside: 110 removed, 120 muted.
 */
const wordings: readonly [RegExp, Refusal][] = [
  [/"result"\s*:\s*120\b|禁言|\bmuted\b|shut.?up/i, ["not-sent", "muted", false]],
  [
    /"result"\s*:\s*110\b|移出(了)?该群|不在(该)?群|群(聊)?不存在|GROUP_NOT_FOUND|not in (the )?group/i,
    ["not-sent", "removed", false],
  ],
  [/好友|FRIEND|无法获取用户信息|USER_NOT_FOUND|临时会话/i, ["not-sent", "not-friend", false]],
  [/未登录|离线|not (logged )?in\b|offline/i, ["not-sent", "offline", true]],
  // Possibly gone out all the same: never a blind retry.
  [/Timeout.*sendMsg|EventChecker Failed|SEND_MSG_API_ERROR|风控|risk/is, ["unknown", "risk-control", false]],
  [/time.?out|超时/i, ["unknown", "timeout", false]],
  [/不支持|unsupported/i, ["not-sent", "unsupported", false]],
];

const codes: Partial<Record<number, Refusal>> = {
  // A friend written to through a group, or somebody written to as a friend who is none (any more).
  102: ["not-sent", "not-friend", false],
  103: ["not-sent", "not-friend", false],
  1403: ["not-sent", "offline", true],
  1404: ["not-sent", "unsupported", false],
  // The call reached nobody: HTTP's 401 to 405, as OneBot v11 borrows them.
  1401: ["not-sent", "offline", true],
};

/** What a failed send means for its delivery. */
export function refusalOf(error: unknown): DeliveryError {
  if (!(error instanceof CallError)) return new DeliveryError("unknown", "rejected", false, { cause: error });
  const make = (refusal: Refusal) => new DeliveryError(refusal[0], refusal[1], refusal[2], { cause: error });
  switch (error.fault) {
    case "not-sent":
      return make(["not-sent", "offline", true]);
    case "no-answer":
    case "async":
      return make(["unknown", "timeout", false]);
    case "lost":
      return make(["unknown", "offline", false]);
    case "failed": {
      const known = wordings.find(([pattern]) => pattern.test(error.wording));
      return make(codes[error.retcode] ?? known?.[1] ?? ["not-sent", "rejected", false]);
    }
  }
}
