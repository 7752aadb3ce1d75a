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
  const text = typed.replace(DAYS, (word, ...match) => {
    const day = dayOf(word, match.at(-1) as Groups, today);
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

type Groups = Record<string, string | undefined>;

const DAYS =
  /(?<month>\d{1,2})月(?<day>\d{1,2})[日号]|(?<relative>大后天|今[天日]|明[天日]|后[天日]|今(?=[早晚])|明(?=早|晚))|(?<next>下)?(?:周|星期|礼拜)(?<weekday>[一二三四五六日天])/g;

const relatives: Record<string, number> = { 今: 0, 明: 1, 后: 2, 大: 3 };

/** `YYYY-MM-DD` of a day as somebody names it today; `undefined` where there is no such day. */
function dayOf(word: string, { month, day, relative, next, weekday }: Groups, today: string) {
  if (relative) return addDays(today, relatives[word.charAt(0)] ?? 0);
  if (weekday) {
    const wanted = "一二三四五六日".indexOf(weekday === "天" ? "日" : weekday);
    const monday = addDays(today, -mondayOffset(today));
    const named = addDays(monday, wanted + (next ? 7 : 0));
    // Said on Thursday, 周二 is the one to come.
    return named < today ? addDays(named, 7) : named;
  }
  const inYear = (year: number) =>
    `${year}-${(month ?? "").padStart(2, "0")}-${(day ?? "").padStart(2, "0")}`;
  const year = Number(today.slice(0, 4));
  const named = inYear(year);
  if (addDays(named, 0) !== named) return undefined;
  // In December, 1月3日 is the next year's; a day just past is a slip, and said to be over.
  return named < addDays(today, -180) ? inYear(year + 1) : named;
}

function dateWords(day: string): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}

function mondayOffset(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** Of a day that does not exist, some other text. */
function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return "";
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
