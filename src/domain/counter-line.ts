import { addDays, dayNamed, NAMED_DAY } from "./named-days.ts";

/** What is said before every answer about the counter until it ends, e.g. 「11月24日下午停办 系统升级」. */
export interface CounterLine {
  readonly text: string;
  /** `YYYY-MM-DD HH:mm` on the station's clocks: the minute at which it ends. */
  readonly until: string;
}

/** Why words after `/窗口` are no line. */
export type CounterLineRefusal = "empty" | "too-long" | "over";

/** A line must leave room for the answer after it. */
const LONGEST = 40;

/**
 * The words after `/窗口` as a line. Days that are told from today (今天, 明天, 周五) become dates, so that the line
 * stays true overnight. It ends with the last day or half day that it names; without one, with today.
 * `now` is `YYYY-MM-DD HH:mm` on the station's clocks.
 */
export function parseCounterLine(words: string, now: string): CounterLine | { refused: CounterLineRefusal } {
  const typed = words.trim().replace(/\s+/g, " ");
  if (typed === "") return { refused: "empty" };
  const today = now.slice(0, 10);
  let lastDay: string | undefined;
  const text = typed.replace(NAMED_DAY, (word, ...match) => {
    const day = dayNamed(word, match.at(-1) as Record<string, string | undefined>, today);
    if (day === undefined) return word;
    if (lastDay === undefined || day > lastDay) lastDay = day;
    return dateWords(day);
  });
  if ([...text].length > LONGEST) return { refused: "too-long" };
  const day = lastDay ?? today;
  const until =
    /上午/.test(text) && !/下午|晚上|全天/.test(text) ? `${day} 12:00` : `${addDays(day, 1)} 00:00`;
  return until <= now ? { refused: "over" } : { text, until };
}

/** Whether what follows `/窗口` ends the line. */
export function endsCounterLine(words: string): boolean {
  return /^(?:恢复|正常|取消|结束)(?:办理|办公|了)?[。！!]?$/.test(words.trim());
}

/** An answer with the counter's line before it, while it lasts. `now` as above. */
export function withCounterLine(answer: string, line: CounterLine | undefined, now: string): string {
  return line && now < line.until ? `【窗口】${line.text}\n${answer}` : answer;
}

function dateWords(day: string): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}
