import { setImmediate as nextTurn } from "node:timers/promises";
import type { Config } from "../config/config.ts";
import { codeName } from "../domain/code-names.ts";
import { categoryNames, isOpen, type Report, statusNames } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import { streetIn } from "../domain/routing.ts";
import { shownTime } from "../lib/time.ts";
import type { Reads } from "../store/store.ts";

/** Milliseconds of work after which others have their turn: histories are read, and some are long. */
const TURN_MS = 8;

interface Column {
  readonly title: string;
  /** In characters, as wide as a spreadsheet makes it. */
  readonly width: number;
}

const plain: readonly Column[] = [
  { title: "编号", width: 13 },
  { title: "类别", width: 9 },
  { title: "状态", width: 11 },
  { title: "急", width: 4 },
  { title: "收到", width: 16 },
  { title: "首次回复", width: 16 },
  { title: "办结", width: 16 },
  { title: "最近动静", width: 16 },
  { title: "警务室", width: 18 },
  { title: "街道", width: 12 },
  { title: "办理", width: 9 },
  { title: "反映人", width: 14 },
  { title: "标记", width: 14 },
];
const texts: readonly Column[] = [
  { title: "地点", width: 22 },
  { title: "居民的话", width: 60 },
  { title: "民警的回复和结果", width: 50 },
];

export function exportColumns(withTexts: boolean): readonly Column[] {
  return withTexts ? [...plain, ...texts] : plain;
}

/** One row a report, oldest first, in the station's time. Never a name or an account, nor a word of what is sensitive. */
export async function* exportRows(
  reads: Pick<Reads, "reports" | "officers">,
  reports: readonly Report[],
  {
    config,
    withTexts,
    onRow,
  }: {
    readonly config: Pick<Config, "station" | "offices">;
    readonly withTexts: boolean;
    onRow?(count: number): void;
  },
): AsyncGenerator<readonly string[]> {
  const zone = config.station.timezone;
  const names = new Map((await reads.officers.all()).map(({ id, name }) => [id, name]));
  const time = (at: string | undefined) => (at === undefined ? "" : shownTime(at, zone));
  let count = 0;
  let began = performance.now();
  for (const report of reports) {
    const { number, category, status, priority, receivedAt, firstReplyAt, closedAt, updatedAt } = report;
    yield [
      number,
      categoryNames[category],
      statusNames[status],
      priority === "urgent" ? "急" : "",
      time(receivedAt),
      time(firstReplyAt),
      time(closedAt),
      time(updatedAt),
      report.office ?? "",
      report.sensitive ? "" : (streetIn(config.offices, report.place) ?? ""),
      (report.assignee && names.get(report.assignee)) ?? "",
      report.anonymisedAt === undefined ? codeName(report) : "（到期已删）",
      marksOf(report),
      ...(withTexts ? await wordsFor(reads, report) : []),
    ];
    onRow?.(++count);
    if (performance.now() - began < TURN_MS) continue;
    await nextTurn();
    began = performance.now();
  }
}

function marksOf(report: Report): string {
  const marks = [
    isRestricted(report) ? "只给所领导" : "",
    report.sensitive ? "特别保护" : "",
    report.heldAt ? "保留" : "",
    isOpen(report) && report.unread ? `新话${report.unread}条` : "",
  ];
  return marks.filter(Boolean).join("、");
}

async function wordsFor(reads: Pick<Reads, "reports">, report: Report): Promise<string[]> {
  if (report.sensitive) return ["", "（特别保护，不导出）", ""];
  const entries = await reads.reports.entries(report.id);
  const said = entries.flatMap((entry) => (entry.kind === "said" && entry.text ? [entry.text] : []));
  const answered = entries.flatMap((entry) =>
    entry.kind === "reply" ? [entry.text] : entry.kind === "status" && entry.reason ? [entry.reason] : [],
  );
  return [report.place ?? "", said.join("\n"), answered.join("\n")];
}
