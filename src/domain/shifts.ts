/** One line of `duty:`: on which days, between which hours, who. */
export interface Shift {
  readonly days: DayRule;
  /** `HH:mm`; an end that is not later than the beginning is on the next day. */
  readonly from: string;
  readonly to: string;
  /** An officer's name. */
  readonly name: string;
}

/** Weekdays (Monday is 1, Sunday 7), or what the holiday calendar says. */
export type DayRule = "every" | "workdays" | "days-off" | ReadonlySet<number>;

const WEEKDAYS = "一二三四五六日";
const words: Readonly<Record<string, DayRule>> = {
  每天: "every",
  天天: "every",
  工作日: "workdays",
  上班日: "workdays",
  休息日: "days-off",
  节假日: "days-off",
};

/** `每天`, `工作日`, `休息日`, `周一-周五`, `周六、周日`; `undefined` where it is none of these. A span may run over Sunday. */
export function parseDays(written: string): DayRule | undefined {
  const text = written
    .normalize("NFKC")
    .replaceAll(/\s/g, "")
    .replaceAll(/星期|礼拜/g, "周")
    .replaceAll("天", "日");
  const word = words[written.trim()];
  if (word) return word;
  const found = new Set<number>();
  for (const part of text.split(/[、,，和]/)) {
    const [, from = "", to = from] =
      /^周([一二三四五六日])(?:[-~—–至到]周?([一二三四五六日]))?$/.exec(part) ?? [];
    if (from === "") return undefined;
    for (let day = WEEKDAYS.indexOf(from); ; day = (day + 1) % 7) {
      found.add(day + 1);
      if (WEEKDAYS[day] === to) break;
    }
  }
  return found;
}

/** `08:00-18:00` as a beginning and an end; an end of 24:00 is midnight. `undefined` where it is none. */
export function parseHours(written: string): Pick<Shift, "from" | "to"> | undefined {
  const text = written.normalize("NFKC").replaceAll(/\s/g, "");
  const [, from, to] = /^(\d{1,2}:\d{2})[-~—–至到](\d{1,2}:\d{2})$/.exec(text) ?? [];
  const [begins, ends] = [from, to].map((time) => time?.padStart(5, "0").replace("24:00", "00:00"));
  const isTime = (time: string | undefined) => time !== undefined && /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
  return begins && ends && isTime(begins) && isTime(ends) ? { from: begins, to: ends } : undefined;
}
