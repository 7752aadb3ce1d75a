import { createHash } from "node:crypto";
import { encodeTime } from "ulid";
import {
  type ClosedStatus,
  closedStatuses,
  type Report,
  type ReportEntry,
  type Status,
} from "../../../domain/reports.ts";
import type { TableRow } from "./migration.ts";

/** A report of schema 1: its history within it, acts told by what was shown of them. */
type OldReport = Omit<Report, "lastSaidAt"> & { readonly entries: readonly OldEntry[] };

interface OldEntry {
  readonly at: string;
  readonly by: ReportEntry["by"];
  readonly kind: "said" | "reply" | "note" | "status";
  readonly text: string;
  readonly message?: string;
  readonly recalledAt?: string;
}

/** A report of schema 1 as its header and its entries. */
export function toTypedHistory(row: TableRow[1]): readonly TableRow[] {
  const { entries: old, ...header } = row as unknown as OldReport;
  const entries = typedEntries(header, old);
  const said = entries.filter(({ kind }) => kind === "said");
  const replies = entries.filter(({ kind }) => kind === "reply");
  const [firstReplyAt, lastReplyAt] = [replies[0]?.at, replies.at(-1)?.at];
  const report: Report = {
    ...header,
    lastSaidAt: said.at(-1)?.at ?? header.receivedAt,
    ...(header.category === "complaint" ? { restricted: true } : {}),
    ...(firstReplyAt && lastReplyAt ? { firstReplyAt, lastReplyAt } : {}),
  };
  return [["reports", { ...report }], ...entries.map((entry): TableRow => ["entries", { ...entry }])];
}

/**
 * The old `status` entries say 「认领」, 「指派」, or the reason of a closing or, on a closed report, of an opening. What
 * only the audit tells is left out: to whom a report was given before its last officer; an earlier closing, undone by
 * an opening since, is read as `resolved`.
 */
function typedEntries(report: Omit<Report, "lastSaidAt">, old: readonly OldEntry[]): ReportEntry[] {
  const lastStatus = old.findLastIndex(({ kind }) => kind === "status");
  let status: Status = "received";
  return old.map(({ at, by, text, ...entry }, i): ReportEntry => {
    const base = { id: entryId(report.id, at, i), report: report.id, at, by };
    if (entry.kind === "said") return { ...base, ...entry, kind: "said", text };
    if (entry.kind === "note") return { ...base, kind: "note", text };
    const from = status;
    const isClosed = (closedStatuses as readonly Status[]).includes(from);
    if (entry.kind === "reply") {
      if (!isClosed) status = "in_progress";
      return { ...base, kind: "reply", text };
    }
    if (!isClosed && (text === "认领" || text === "指派")) {
      if (from === "received") status = "accepted";
      const officer = text === "认领" && typeof by === "object" ? by.officer : undefined;
      const isLast = !old.slice(i + 1).some((later) => later.text === "认领" || later.text === "指派");
      const to = officer ?? (isLast ? report.assignee : undefined);
      return { ...base, kind: "assigned", ...(to === undefined ? {} : { to }) };
    }
    status = isClosed ? "in_progress" : i === lastStatus ? closedAs(report.status) : "resolved";
    return { ...base, kind: "status", from, to: status, reason: text };
  });
}

function closedAs(status: Status): ClosedStatus {
  const closed = closedStatuses.find((one) => one === status);
  return closed ?? "resolved";
}

/** A ULID of the entry's time and place: the same each time, and in the order of the history. */
function entryId(report: string, at: string, place: number): string {
  const digits = (value: number, length: number) => encodeTime(value).slice(-length);
  const hash = createHash("sha256").update(`${report}/${place}`).digest();
  return `${encodeTime(Date.parse(at))}${digits(place, 6)}${digits(hash.readUIntBE(0, 6), 10)}`;
}
