import type { Report } from "../../../domain/reports.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What many reports have the same takes memory once. The row is just parsed: no one else has it. */
export function createSharing(): (row: object) => void {
  const known = new Map<string, string>();
  const none: readonly string[] = [];
  const one = (text: string): string => {
    const same = known.get(text);
    if (same === undefined) known.set(text, text);
    return same ?? text;
  };
  return (row) => {
    const report = row as Mutable<Report>;
    report.reporter = one(report.reporter);
    if (report.assignee !== undefined) report.assignee = one(report.assignee);
    if (report.group !== undefined) report.group = one(report.group);
    if (report.office !== undefined) report.office = one(report.office);
    if (report.attachments.length === 0) report.attachments = none;
    const { updatedAt, receivedAt } = report;
    if (report.lastSaidAt === receivedAt) report.lastSaidAt = receivedAt;
    for (const time of ["firstReplyAt", "lastReplyAt", "closedAt"] as const)
      if (report[time] === updatedAt) report[time] = updatedAt;
  };
}
