import QuickLRU from "quick-lru";
import type { MessageKind } from "../domain/understanding.ts";

/** Two auto-repliers must not talk to each other: one polite word in this time is enough. */
const PAUSE = 10 * 60_000;
const REMEMBERED = 50_000;

const howTo = "有情况直接说，一句话就行，文字、照片、语音都可以。查进度发「进度」。紧急请打110。";

/** Answers to what is no report; `undefined`: better said nothing. The menu is always told. */
export function createSmallTalk(station: {
  name: string;
}): (kind: MessageKind, person: string, now: Date) => string | undefined {
  const lastTold = new QuickLRU<string, number>({ maxSize: REMEMBERED });
  return (kind, person, now) => {
    const answer = answers(station.name)[kind];
    if (!answer || kind === "menu" || kind === "progress") return answer;
    const told = `${person} ${kind}`;
    const at = now.getTime();
    if (at - (lastTold.get(told) ?? Number.NEGATIVE_INFINITY) < PAUSE) return undefined;
    lastTold.set(told, at);
    return answer;
  };
}

function answers(station: string): Partial<Record<MessageKind, string>> {
  return {
    greeting: `您好，我是${station}的警民小助手。${howTo}`,
    thanks: "不客气，应该的。",
    menu: howTo,
    progress: "您还没有反映过事情。有事直接说，一句话就行。",
    rating: "谢谢您的评价，我们会转给所里。",
    // Stickers, ads, tests and attacks get silence: an answer would only invite the next one.
  };
}
