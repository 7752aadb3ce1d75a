import type { Decision } from "../domain/decide.ts";
import { createPause } from "../lib/pause.ts";

/** Two auto-repliers must not talk to each other: one polite word in this time is enough. */
const PAUSE = 10 * 60_000;

const howTo = "有情况直接说，一句话就行，文字、照片、语音都可以。查进度发「进度」。紧急请打110。";

type Talk = Extract<Decision, { do: "talk" }>["about"];

/** Answers to what is no report; `undefined`: it was said a moment ago. The menu is always told. */
export function createSmallTalk(station: {
  name: string;
}): (about: Talk, person: string, now: Date) => string | undefined {
  const told = createPause(PAUSE, 50_000);
  const answers = answersOf(station.name);
  return (about, person, now) => {
    const answer = answers[about] ?? answers.chatter;
    return always.has(about) || told.begin(`${person} ${answer}`, now) ? answer : undefined;
  };
}

/** Asked for on purpose, so never by another machine. */
const always: ReadonlySet<Talk> = new Set(["menu", "progress", "another", "nothing-open"]);

function answersOf(station: string): Partial<Record<Talk, string>> & { readonly chatter: string } {
  return {
    greeting: `您好，我是${station}的警民小助手。${howTo}`,
    thanks: "不客气，应该的。",
    menu: howTo,
    progress: "您还没有反映过事情。有事直接说，一句话就行。",
    rating: "谢谢您的评价，我们会转给所里。",
    another: "好的，请说另一件事。",
    "nothing-open": "您没有正在办的事。有事直接说，一句话就行。",
    chatter: "收到。有事直接说，我转给民警；紧急请打110。",
  };
}
