import type { Alert, PlannedSlot, Slot } from "../../../domain/alerts.ts";
import type { Approval } from "../../../domain/approvals.ts";
import type { Correction } from "../../../domain/corrections.ts";
import type { Delivery } from "../../../domain/deliveries.ts";
import type { LedgerEntry } from "../../../domain/ledgers.ts";
import type { BindCode } from "../../../domain/people.ts";
import type { Question } from "../../../domain/questions.ts";
import type { ReadUntil } from "../../../domain/remembered.ts";
import type { Attachment, Report, ReportEntry } from "../../../domain/reports.ts";
import type { KeyedTables } from "../../store.ts";
import { createHistory, entryKey, type History, type ReadHistory } from "../reports/history.ts";
import {
  createReportTable,
  type ReportTable,
  type ReportView,
  stageReports,
} from "../reports/report-table.ts";
import { forEachKeyed, type KeyedName, keyedNames, keyedTables } from "./keyed-tables.ts";
import { monthOfId, monthOfSlot } from "./months.ts";
import { createTable, type StagedTable, stageTable, type Table, type TableView } from "./table.ts";

/** A record as it is kept when nobody but the key's holder may read it; found again by keyed hashes. */
export interface SealedRow {
  readonly id: string;
  readonly keys: readonly string[];
  readonly sealed: string;
}

/** By name of table, what a row looks like in the files. */
export interface Rows extends KeyedTables {
  reports: Report;
  entries: ReportEntry;
  contacts: SealedRow;
  officers: SealedRow;
  groups: SealedRow;
  codes: BindCode;
  alerts: Alert;
  slots: Slot;
  deliveries: Delivery;
  /** `ref` sealed. */
  attachments: Attachment;
  /** Id: day and keyed hash. */
  inbox: { readonly id: string };
  plans: PlannedSlot;
  questions: Question;
  approvals: Approval;
  ledgerEntries: LedgerEntry;
  corrections: Correction;
  /** Id: keyed hash of channel and conversation. */
  readUntil: ReadUntil & { readonly id: string };
  /** Id: the channel's name. */
  channelMemory: SealedRow;
  settings: { readonly id: string; readonly value: string };
  /** Last running number of a month. */
  counters: { readonly id: string; readonly last: number };
  /** Reports and attachments that were erased: their words leave archives and folder too, at the next checkpoint. */
  erased: { readonly id: string; readonly hash?: string };
}
export type TableName = keyof Rows;

export type Tables = { readonly [N in TableName]: Table<Rows[N]> } & {
  readonly reports: ReportTable;
  readonly entries: History;
};
export type Views = { readonly [N in TableName]: TableView<Rows[N]> } & { readonly reports: ReportView };
export type Staged = { readonly [N in TableName]: StagedTable<Rows[N]> } & { readonly reports: ReportView };

export const tableNames = [
  "reports",
  "entries",
  "contacts",
  "officers",
  "groups",
  "codes",
  "alerts",
  "slots",
  "deliveries",
  "attachments",
  "inbox",
  "plans",
  "questions",
  "approvals",
  "ledgerEntries",
  "corrections",
  "readUntil",
  "channelMemory",
  "settings",
  "counters",
  "erased",
  ...keyedNames,
] as const satisfies readonly TableName[];

const whole = () => "all";
const sealed = { keys: (row: SealedRow) => row.keys };

/** Tables whose rows are found by another field than `id`. */
const keyFields = {
  slots: "key",
  plans: "key",
  codes: "hash",
  questions: "person",
  ...keyedTables,
} as const;

/** What a row is found by in its table. */
export function rowKey(table: string, row: object): string {
  if (table === "entries") return entryKey(row as ReportEntry);
  const field = keyFields[table as keyof typeof keyFields] ?? "id";
  return (row as Record<string, string>)[field] ?? "";
}

/** `readHistory` gives what of the reports' history is not in memory. */
export function createTables(readHistory: ReadHistory = async () => []): Tables {
  const entries = createHistory(readHistory, (report) => reports.forgetText(report));
  const reports = createReportTable(entries);
  return {
    reports,
    entries,
    contacts: createTable({ name: "contacts", shardOf: hashShard, indexes: sealed }),
    officers: createTable({ name: "officers", shardOf: whole, indexes: sealed }),
    groups: createTable({ name: "groups", shardOf: whole, indexes: sealed }),
    codes: createTable({ name: "codes", shardOf: whole }),
    alerts: createTable<Alert>({
      name: "alerts",
      shardOf: monthOfId,
      indexes: {
        number: ({ number }) => (number === undefined ? [] : [number]),
        // Few are in another state than `completed`, which most are for good.
        state: ({ state }) => (state === "completed" ? [] : [state]),
      },
    }),
    slots: createTable<Slot>({
      name: "slots",
      shardOf: monthOfSlot,
      indexes: { fired: (slot) => (slot.state === "fired" ? [slot.series] : []) },
    }),
    deliveries: createTable<Delivery>({
      name: "deliveries",
      shardOf: monthOfId,
      // By state they are asked for at the start, and now and then by an admin: not worth an index that every step updates.
      indexes: {
        slot: ({ slot }) => (slot === undefined ? [] : [slot]),
        report: ({ report }) => (report === undefined ? [] : [report]),
        person: ({ to, reveals }) => [
          ...("person" in to ? [to.person] : []),
          ...(reveals === undefined ? [] : [reveals]),
        ],
        alert: ({ alert, kind }) => (alert === undefined || kind !== "broadcast" ? [] : [alert]),
      },
    }),
    attachments: createTable<Attachment>({
      name: "attachments",
      shardOf: monthOfId,
      indexes: {
        report: (attachment) => [attachment.report],
        state: (attachment) => (attachment.state === "pending" ? ["pending"] : []),
        hash: (attachment) => (attachment.hash === undefined ? [] : [attachment.hash]),
      },
    }),
    inbox: createTable({
      name: "inbox",
      shardOf: (id) => id.slice(0, 10),
      indexes: { hash: (row) => [row.id.slice(11)] },
    }),
    plans: createTable({ name: "plans", shardOf: monthOfSlot }),
    questions: createTable({ name: "questions", shardOf: hashShard }),
    approvals: createTable<Approval>({
      name: "approvals",
      shardOf: monthOfId,
      indexes: {
        subject: (approval) => [approval.subject],
        waiting: (approval) => (approval.state === "waiting" ? ["waiting"] : []),
      },
    }),
    ledgerEntries: createTable<LedgerEntry>({
      name: "ledgerEntries",
      shardOf: monthOfId,
      indexes: { number: ({ number }) => [number] },
    }),
    corrections: createTable<Correction>({
      name: "corrections",
      shardOf: monthOfId,
      indexes: { report: ({ report }) => [report] },
    }),
    readUntil: createTable({ name: "readUntil", shardOf: whole }),
    channelMemory: createTable({ name: "channelMemory", shardOf: whole }),
    settings: createTable({ name: "settings", shardOf: whole }),
    counters: createTable({ name: "counters", shardOf: whole }),
    erased: createTable({ name: "erased", shardOf: whole }),
    ...forEachKeyed<Pick<Tables, KeyedName>>((name) => createTable({ name, shardOf: whole })),
  };
}

/** One of 64 shards, by the id's last characters (those of a ULID are random). */
function hashShard(id: string): string {
  let h = 0;
  for (let i = Math.max(0, id.length - 4); i < id.length; i++) h = (h * 31 + id.charCodeAt(i)) >>> 0;
  return (h % 64).toString().padStart(2, "0");
}

export function stageTables(state: Tables): Staged {
  const staged: Record<string, unknown> = {};
  for (const name of tableNames) staged[name] = stageTable(state[name] as Table<unknown>);
  staged.reports = stageReports(state.reports, state.entries, staged.entries as StagedTable<ReportEntry>);
  return staged as unknown as Staged;
}

/** One change of one row, as the journal holds it: `null` deletes. */
export type Change = readonly [table: TableName, id: string, row: unknown];

/** What `staged` changes, in the order of tables; forgets it there. */
export function takeChanges(staged: Staged): Change[] {
  const changes: Change[] = [];
  for (const name of tableNames) {
    for (const [id, row] of staged[name].take()) changes.push([name, id, row ?? null]);
  }
  return changes;
}

/** Makes one change; gives the change that undoes it. */
export function applyChange(state: Tables, [name, id, row]: Change): Change {
  const table = state[name] as { set(id: string, row: unknown): unknown };
  return [name, id, table.set(id, row ?? undefined) ?? null];
}
