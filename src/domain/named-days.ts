/** A day as somebody names it today: 12月3日, 明天, 周五, 下周一. */
export const NAMED_DAY =
  /(?<month>\d{1,2})月(?<day>\d{1,2})[日号]|(?<relative>大后天|今[天日]|明[天日]|后[天日]|今(?=[早晚])|明(?=早|晚))|(?<next>下)?(?:周|星期|礼拜)(?<weekday>[一二三四五六日天])/g;

type Groups = Readonly<Record<string, string | undefined>>;

const relatives: Record<string, number> = { 今: 0, 明: 1, 后: 2, 大: 3 };

/** `YYYY-MM-DD` of a match of `NAMED_DAY`; `undefined` where there is no such day. `today` likewise. */
export function dayNamed(word: string, { month, day, relative, next, weekday }: Groups, today: string) {
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

function mondayOffset(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** `YYYY-MM-DD` so many days later; of a day that does not exist, some other text. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return "";
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
