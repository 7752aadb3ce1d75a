import { type Cell, LEAST, type PublicRow, publicCount, publicTable } from "./disclosure.ts";
import { measureReport } from "./figures.ts";
import { type Category, categoryNames, type Report } from "./reports.ts";
import { isRestricted } from "./rights.ts";

/** What is told of the reports of one month: frozen when it is composed, and protected already. */
export interface MonthlyFigures {
  readonly categories: readonly PublicRow[];
  /** Empty where the station has no offices to tell apart. */
  readonly offices: readonly PublicRow[];
  readonly outcomes: readonly PublicRow[];
  /** Within what time half of them had a first answer; none of few. */
  readonly answered?: TimeBand;
  /** Within what time half of those that were done were done. */
  readonly closed?: TimeBand;
  /** Of the whole year, in the report of December alone. */
  readonly complaints?: PublicRow["count"];
}

/** In the order in which they are told: what is near to each other in meaning goes together where there are few. */
export const publicCategories = ["help", "inquiry", "suggestion", "dispute", "tip", "suspicious"] as const;

/** What became of reports, in fixed words; done first, then what is not, and why. */
export const outcomes = [
  "已办结",
  "已转交有关单位",
  "不归派出所管",
  "同一件或本人撤回",
  "暂未办成",
  "等反映人补充情况",
  "另约时间在办",
  "民警在办",
  "待接手",
] as const;
export type PublicOutcome = (typeof outcomes)[number];

/** Bands of time: exact times of few could be known to be somebody's. The last one holds what has not happened yet. */
export const timeBands = ["1小时", "3小时", "12小时", "1天", "3天"] as const;
const LONGER = "三天以上";
export type TimeBand = (typeof timeBands)[number] | typeof LONGER;
const HOUR = 3_600_000;
const bandEnds = [1, 3, 12, 24, 72].map((hours) => hours * HOUR);
/** A middle of fewer is not told. */
const LEAST_TIMED = 4 * LEAST;

export const NO_OFFICE = "没分到警务室的";

/** Whether a report is in the tables of its month: what is sensitive is never counted, what could be a complaint not there. */
function isPublicCounted(report: Pick<Report, "category" | "restricted" | "sensitive">): boolean {
  return !report.sensitive && !isRestricted(report);
}

/**
 * The figures of one month, of the reports received in it. `complaintsOfYear`: the reports of the year, where the month is
 * its last one.
 */
export function monthlyFigures(
  received: readonly Report[],
  offices: readonly string[],
  now: Date,
  complaintsOfYear?: readonly Report[],
): MonthlyFigures {
  const reports = received.filter(isPublicCounted);
  const count = (fits: (report: Report) => boolean) => reports.filter(fits).length;
  const cell = (name: string, fits: (report: Report) => boolean): Cell => ({ name, count: count(fits) });
  const known = new Set(offices);
  const isOf = (name: string) => (report: Report) => report.office === name;
  const isOfNone = ({ office }: Report) => office === undefined || !known.has(office);
  const table = publicTable(outcomes.map((name) => cell(name, (report) => outcomeOf(report) === name)));
  const [first] = table;
  const done = reports.filter((report) => outcomeOf(report) === "已办结");
  const isDoneAlone = first?.names.length === 1 && done.length >= LEAST_TIMED;
  return {
    categories: publicTable(
      publicCategories.map((category) => cell(categoryNames[category], (one) => one.category === category)),
    ),
    offices:
      offices.length > 1
        ? publicTable([...offices.map((name) => cell(name, isOf(name))), cell(NO_OFFICE, isOfNone)])
        : [],
    outcomes: table,
    ...(reports.length >= LEAST_TIMED
      ? { answered: middleBand(reports.map((report) => measureReport(report, now).answer)) }
      : {}),
    // Only of a row that stands by itself: of a part of another it would tell how large that part is.
    ...(isDoneAlone ? { closed: middleBand(done.map((report) => measureReport(report, now).closing)) } : {}),
    ...(complaintsOfYear
      ? { complaints: publicCount(complaintsOfYear.filter(isCountedComplaint).length) }
      : {}),
  };
}

function isCountedComplaint({ category, sensitive }: Report): boolean {
  return category === ("complaint" satisfies Category) && !sensitive;
}

export function outcomeOf({ status, clock }: Pick<Report, "status" | "clock">): PublicOutcome {
  switch (status) {
    case "resolved":
      return "已办结";
    case "referred":
      return "已转交有关单位";
    case "rejected":
      return "不归派出所管";
    case "duplicate":
    case "withdrawn":
      return "同一件或本人撤回";
    case "unresolved":
      return "暂未办成";
    case "received":
      return "待接手";
    default: {
      const last = clock?.pauses?.at(-1);
      if (last && last.to === undefined) return "等反映人补充情况";
      return clock?.extendedTo === undefined ? "民警在办" : "另约时间在办";
    }
  }
}

/** The band in which the middle one lies; what has not happened is longer than all. */
function middleBand(durations: readonly (number | undefined)[]): TimeBand {
  const sorted = durations.map((one) => one ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const middle = sorted[(sorted.length - 1) >> 1] ?? Number.POSITIVE_INFINITY;
  return timeBands[bandEnds.findIndex((end) => middle <= end)] ?? LONGER;
}

/** `一半在3小时内有了第一次答复`; nothing where it is not told. */
export function timeLines({ answered, closed }: Pick<MonthlyFigures, "answered" | "closed">): string[] {
  const line = (band: TimeBand | undefined, what: string) =>
    band === undefined ? [] : [band === LONGER ? `一半等了${band}才${what}` : `一半在${band}内${what}`];
  return [...line(answered, "有第一次答复"), ...line(closed, "办结（只算已办结的）")];
}
