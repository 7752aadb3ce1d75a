import type { Alert, PlannedSlot, Slot } from "../../domain/alerts.ts";
import type { Approval } from "../../domain/approvals.ts";
import type { AuditEntry } from "../../domain/audit.ts";
import { canonicalName } from "../../domain/canonical.ts";
import type { Correction } from "../../domain/corrections.ts";
import type { Delivery } from "../../domain/deliveries.ts";
import type { Group } from "../../domain/groups.ts";
import type { LedgerEntry } from "../../domain/ledgers.ts";
import type { BindCode, Contact, Officer } from "../../domain/people.ts";
import type { Question } from "../../domain/questions.ts";
import type { ReadUntil } from "../../domain/remembered.ts";
import type { Attachment, Report, ReportEntry, SaidEntry } from "../../domain/reports.ts";
import type { Sealer } from "../../lib/sealing.ts";
import { forEachKeyed, type KeyedName } from "../lowdb/tables/keyed-tables.ts";
import { findLedgerEntries } from "../lowdb/tables/ledger-query.ts";
import { addressLookup, conversationLookup, nameLookup } from "../lowdb/tables/reads.ts";
import type { SealedTable } from "../lowdb/tables/sealed-rows.ts";
import { rowKey, type SealedRow } from "../lowdb/tables/tables.ts";
import type { Reads } from "../store.ts";
import { createReportQueries } from "./report-query.ts";
import type { Source } from "./source.ts";
import { sqlName } from "./sql-tables.ts";

const byName = new Intl.Collator("zh-CN");

/** The typed reads of the port. */
export function createReads(source: Source, sealer: Sealer): Reads {
  const open = <T>(table: SealedTable, row: SealedRow): T =>
    JSON.parse(sealer.unseal(`${table}:${row.id}`, row.sealed)) as T;
  const sealedGet = async <T>(table: SealedTable, id: string): Promise<T | undefined> => {
    const row = await source.get<SealedRow>(table, id);
    return row && open<T>(table, row);
  };
  const sealedBy = async <T>(table: SealedTable, key: string): Promise<T[]> =>
    (await source.by<SealedRow>(table, "keys", sealer.lookup(key))).map((row) => open<T>(table, row));
  const sealedAll = async <T>(table: SealedTable): Promise<T[]> =>
    (await source.rows<SealedRow>(`SELECT row FROM ${sqlName(table)} ORDER BY id`)).map((row) =>
      open<T>(table, row),
    );
  const officers = async () =>
    (await sealedAll<Officer>("officers")).sort((a, b) => byName.compare(a.name, b.name));
  const entries = (report: string) =>
    source.rows<ReportEntry>("SELECT row FROM entries WHERE report = $1 ORDER BY at, id", [report]);
  const attachment = (row: Attachment): Attachment =>
    row.ref === undefined ? row : { ...row, ref: sealer.unseal(`attachments:${row.id}`, row.ref) };

  return {
    reports: {
      get: (id) => source.get<Report>("reports", id),
      byNumber: async (number) => (await source.by<Report>("reports", "number", number))[0],
      entries,
      firstSaid: async (id) =>
        (await entries(id)).find(
          (entry): entry is SaidEntry => entry.kind === "said" && entry.text.trim() !== "",
        ),
      ...createReportQueries(source),
    },
    contacts: {
      get: (id) => sealedGet<Contact>("contacts", id),
      byAddress: async (address) => (await sealedBy<Contact>("contacts", addressLookup(address)))[0],
      ids: async () =>
        (await source.select<{ id: string }>("SELECT id FROM contacts ORDER BY id")).map(({ id }) => id),
    },
    officers: {
      get: (id) => sealedGet<Officer>("officers", id),
      async byName(name) {
        const [found] = await sealedBy<Officer>("officers", nameLookup(name));
        // Rows that were written before names had a canonical form are looked up by the name as it was.
        const wanted = canonicalName(name);
        return found ?? (await officers()).find((officer) => canonicalName(officer.name) === wanted);
      },
      byAddress: async (address) =>
        (await sealedBy<Officer>("officers", addressLookup(address))).find((officer) => !officer.revokedAt),
      all: officers,
    },
    codes: {
      byHash: (hash) => source.get<BindCode>("codes", hash),
      open: async (now) =>
        (await source.rows<BindCode>("SELECT row FROM codes ORDER BY id")).filter(
          (code) => !code.usedAt && code.expiresAt > now.toISOString(),
        ),
    },
    groups: {
      get: (id) => sealedGet<Group>("groups", id),
      byAddress: async (address) => (await sealedBy<Group>("groups", addressLookup(address)))[0],
      all: () => sealedAll<Group>("groups"),
    },
    alerts: {
      get: (id) => source.get<Alert>("alerts", id),
      byNumber: async (number) => (await source.by<Alert>("alerts", "number", number))[0],
      inStates: (states, limit) =>
        source.rows<Alert>(
          "SELECT row FROM alerts WHERE state = ANY($1::text[]) ORDER BY id DESC LIMIT $2::bigint",
          [states, Number.isFinite(limit) ? limit : null],
        ),
    },
    slots: {
      planned: (key) => source.get<PlannedSlot>("plans", key),
      plannedSince: (from) =>
        source.rows<PlannedSlot>("SELECT row FROM plans WHERE due >= $1 ORDER BY due, id", [from]),
      get: (key) => source.get<Slot>("slots", key),
      lastFired: async (series) =>
        (
          await source.rows<Slot>(
            "SELECT row FROM slots WHERE series = $1 AND state = 'fired' ORDER BY due DESC, id DESC LIMIT 1",
            [series],
          )
        )[0],
      since: (from) => source.rows<Slot>("SELECT row FROM slots WHERE due >= $1 ORDER BY due, id", [from]),
    },
    deliveries: {
      get: (id) => source.get<Delivery>("deliveries", id),
      inStates: (states) =>
        source.rows<Delivery>(
          `SELECT row FROM deliveries WHERE state IN ('pending', 'sending', 'unknown')
           AND state = ANY($1::text[]) ORDER BY created_at, id`,
          [states],
        ),
      ofSlot: (slot) =>
        source.rows<Delivery>("SELECT row FROM deliveries WHERE slot = $1 ORDER BY created_at, id", [slot]),
      ofAlert: (alert) =>
        source.rows<Delivery>(
          "SELECT row FROM deliveries WHERE alert = $1 AND kind = 'broadcast' ORDER BY created_at, id",
          [alert],
        ),
    },
    attachments: {
      async get(id) {
        const row = await source.get<Attachment>("attachments", id);
        return row && attachment(row);
      },
      ofReport: async (report) =>
        (
          await source.rows<Attachment>(
            "SELECT row FROM attachments WHERE report = $1 ORDER BY received_at, id",
            [report],
          )
        ).map(attachment),
      pending: async () =>
        (
          await source.rows<Attachment>(
            "SELECT row FROM attachments WHERE state = 'pending' ORDER BY received_at, id",
          )
        ).map(attachment),
      async storedBytes() {
        const [sum] = await source.select<{ bytes: number }>(
          `SELECT coalesce(sum(size), 0)::float8 AS bytes FROM (
             SELECT max(size) AS size FROM attachments WHERE state = 'stored' AND hash IS NOT NULL GROUP BY hash
           ) AS contents`,
        );
        return sum?.bytes ?? 0;
      },
    },
    ledgerEntries: {
      get: (id) => source.get<LedgerEntry>("ledgerEntries", id),
      byNumber: async (number) => (await source.by<LedgerEntry>("ledgerEntries", "number", number))[0],
      find: async (filter, page) =>
        findLedgerEntries(
          await source.rows<LedgerEntry>("SELECT row FROM ledger_entries ORDER BY id"),
          filter,
          page,
        ),
    },
    inbox: {
      has: async (key) =>
        (await source.by<object>("inbox", "hash", sealer.lookup(`inbox:${key}`))).length > 0,
    },
    audit: {
      of: async ({ kind, id }, limit) =>
        entriesOf(
          await source.select(
            "SELECT entry FROM audit WHERE subject = $1 AND kind = $2 ORDER BY place DESC LIMIT $3::bigint",
            [id, kind, Number.isFinite(limit) ? limit : null],
          ),
        ),
      by: async (officer, { from, before }, limit) =>
        entriesOf(
          await source.select(
            `SELECT entry FROM audit WHERE officer = $1 AND at >= $2 AND ($3::text IS NULL OR at < $3)
             ORDER BY place DESC LIMIT $4::bigint`,
            [officer, from, before ?? null, Number.isFinite(limit) ? limit : null],
          ),
        ),
    },
    questions: { of: (person) => source.get<Question>("questions", person) },
    approvals: {
      get: (id) => source.get<Approval>("approvals", id),
      waiting: () => source.rows<Approval>("SELECT row FROM approvals WHERE state = 'waiting' ORDER BY id"),
      ofSubject: (subject) =>
        source.rows<Approval>("SELECT row FROM approvals WHERE subject = $1 ORDER BY id", [subject]),
    },
    ...forEachKeyed<Pick<Reads, KeyedName>>((name) => ({
      get: (key: string) => source.get(name, key),
      all: async () => {
        const key = (row: object) => rowKey(name, row);
        const rows = await source.rows<object>(`SELECT row FROM ${sqlName(name)}`);
        return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
      },
    })),
    corrections: {
      since: (from) =>
        source.rows<Correction>("SELECT row FROM corrections WHERE at >= $1 ORDER BY id", [from]),
    },
    readUntil: {
      async of(channel, conversation) {
        const id = sealer.lookup(conversationLookup(channel, conversation));
        const row = await source.get<ReadUntil & { id: string }>("readUntil", id);
        if (!row) return undefined;
        const { id: _, ...until } = row;
        return until;
      },
    },
    channelMemory: {
      of: async (channel) => (await sealedGet<{ value: string }>("channelMemory", channel))?.value,
    },
    settings: { get: async (key) => (await source.get<{ value: string }>("settings", key))?.value },
  };
}

function entriesOf(lines: readonly { entry: string }[]): AuditEntry[] {
  return lines.map(({ entry }) => JSON.parse(entry) as AuditEntry);
}
