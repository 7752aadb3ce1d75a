import { categoryNames, isOpen, type Report, statusNames } from "../domain/reports.ts";
import { streetIn } from "../domain/routing.ts";
import { showableLine } from "../domain/showable.ts";
import { inZone } from "../lib/time.ts";
import type { ReportRow } from "../reports/find-reports.ts";
import { attachmentWords } from "./attachments.ts";
import type { CommandContext } from "./command.ts";

/** Rows on one page of any list. */
export const ROWS = 8;
const BEGINNING = 18;

export interface Page<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

/** One page of what is in memory. */
export function pageOf<T>(all: readonly T[], page: number): Page<T> {
  return { rows: all.slice((page - 1) * ROWS, page * ROWS), total: all.length };
}

/** What stands under a page: how many more there are, and what to send for them. */
export function moreLine({ total }: Page<unknown>, page: number, unit: string, again: string): string[] {
  const left = total - page * ROWS;
  return left > 0 ? [`还有${left}${unit}，发「${again} 第${page + 1}页」`] : [];
}

/** Takes the page (`第2页`) out of the words; the first page where none is named. */
export function readPage(words: readonly string[]): { page: number; rest: string[] } {
  const page = (word: string) => /^第?([1-9]\d{0,3})页$/.exec(word)?.[1];
  const named = words.find((word) => page(word));
  return { page: Number((named && page(named)) ?? 1), rest: words.filter((word) => word !== named) };
}

/** A report as a row. In a group: number, category, street and state, nothing else. */
export function reportRow(
  { report, holder, words, attachments }: ReportRow,
  context: CommandContext,
): string {
  const urgent = report.priority === "urgent" ? "【急】" : "";
  const street = streetIn(context.bot.config.offices, report.place);
  const head = `${urgent}${report.number} ${categoryNames[report.category]}${street ? `·${street}` : ""}`;
  // What the resident said since an officer last read it.
  const state = `${statusNames[report.status]}${report.unread ? `·新话${report.unread}条` : ""}`;
  if (context.place !== "dm") return `${head} ${state}`;
  const elsewhere = report.office && report.office !== context.officer.office ? `·${report.office}` : "";
  const since = `${state}${holder ? `（${holder}）` : ""} ${dateAndAge(report, context)}`;
  return `${head}${elsewhere} ${since}\n　${words === undefined ? attachmentWords(attachments ?? []) : beginning(words)}`;
}

/** When it was filed, and how long an open one has waited: `11月21日，3天`. */
function dateAndAge(report: Report, { bot, now }: CommandContext): string {
  const date = inZone(report.receivedAt, bot.config.station.timezone).format("M月D日");
  if (!isOpen(report)) return date;
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(report.receivedAt)) / 60_000));
  if (minutes < 1) return `${date}，刚到`;
  if (minutes < 60) return `${date}，${minutes}分钟`;
  return `${date}，${minutes < DAY ? `${Math.floor(minutes / 60)}小时` : `${Math.floor(minutes / DAY)}天`}`;
}
/** Minutes. */
const DAY = 24 * 60;

/** How the matter begins, in the resident's own words. */
function beginning(words: string): string {
  return showableLine(words, BEGINNING + 1);
}
