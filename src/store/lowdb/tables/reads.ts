import type { Slot } from "../../../domain/alerts.ts";
import type { AuditEntry } from "../../../domain/audit.ts";
import { canonicalName } from "../../../domain/canonical.ts";
import type { Delivery } from "../../../domain/deliveries.ts";
import type { Group } from "../../../domain/groups.ts";
import { type Address, addressKey, type Contact, type Officer } from "../../../domain/people.ts";
import type { Attachment, ReportEntry, SaidEntry } from "../../../domain/reports.ts";
import type { Sealer } from "../../../lib/sealing.ts";
import type { KeyedReads, Reads } from "../../store.ts";
import { type AuditQuery, byOfficer, ofSubject } from "../audit/audit-files.ts";
import type { History } from "../reports/history.ts";
import { findReports, newestReports, tallyReports } from "../reports/report-query.ts";
import { forEachKeyed, type KeyedName } from "./keyed-tables.ts";
import { findLedgerEntries } from "./ledger-query.ts";
import type { SealedRows, SealedTable } from "./sealed-rows.ts";
import type { TableView } from "./table.ts";
import { rowKey, type SealedRow, type TableName, type Views } from "./tables.ts";

/** Rows that are no longer in memory. */
export interface Archive {
  delivery(id: string): Promise<Delivery | undefined>;
  deliveriesOf(slot: string): Promise<Delivery[]>;
  deliveriesOfAlert(alert: string): Promise<Delivery[]>;
  slot(key: string): Promise<Slot | undefined>;
  slotsSince(from: string): Promise<Slot[]>;
}

export interface ReadDeps {
  readonly sealer: Sealer;
  readonly sealedRows: SealedRows;
  readonly archive: Archive;
  readonly history: Pick<History, "withReport" | "load">;
  audit(query: AuditQuery, limit: number): Promise<AuditEntry[]>;
}

const byName = new Intl.Collator("zh-CN");

/** The typed reads of the port, over the tables or over what a transaction sees of them. */
export function createReads(views: Views, deps: ReadDeps): Reads {
  const { sealer, sealedRows, archive } = deps;
  const sealedBy = <T>(table: SealedTable, key: string): T[] =>
    views[table].by("keys", sealer.lookup(key)).map((row) => sealedRows.open<T>(table, row));
  const sealedGet = <T>(table: SealedTable, id: string): T | undefined => {
    const row = views[table].get(id);
    return row && sealedRows.open<T>(table, row);
  };
  const officers = once((rows) =>
    rows
      .map((row) => sealedRows.open<Officer>("officers", row))
      .sort((a, b) => byName.compare(a.name, b.name)),
  );
  const groups = once((rows) => rows.map((row) => sealedRows.open<Group>("groups", row)).sort(byId));
  /** Its report was, and the archive still holds it until the next checkpoint. */
  const isErased = ({ report }: Delivery): boolean =>
    report !== undefined && views.erased.get(report) !== undefined;
  const entriesOf = (report: string) =>
    deps.history.withReport(report, () => views.entries.by("report", report).sort(byTime));
  const attachment = (row: Attachment): Attachment =>
    row.ref === undefined ? row : { ...row, ref: sealer.unseal(`attachments:${row.id}`, row.ref) };

  return {
    reports: {
      get: async (id) => views.reports.get(id),
      byNumber: async (number) => views.reports.by("number", number)[0],
      entries: entriesOf,
      firstSaid: async (id) =>
        (await entriesOf(id)).find(
          (entry): entry is SaidEntry => entry.kind === "said" && entry.text.trim() !== "",
        ),
      find: async (filter, { limit, offset = 0, oldestFirst = false }) => {
        if (!oldestFirst) return findReports(views.reports, filter, limit, offset);
        // The same page counted from the other end.
        const { total } = await findReports(views.reports, filter, 0, 0);
        const from = Math.max(total - offset - limit, 0);
        const { reports } = await findReports(
          views.reports,
          filter,
          Math.max(total - offset - from, 0),
          from,
        );
        return { reports: reports.reverse(), total };
      },
      newest: async (filter, limit) => newestReports(views.reports, filter, limit),
      tally: async (filter) => tallyReports(views.reports, filter),
    },
    contacts: {
      get: async (id) => sealedGet<Contact>("contacts", id),
      byAddress: async (address) => sealedBy<Contact>("contacts", addressLookup(address))[0],
      ids: async () => Array.from(views.contacts.rows(), ({ id }) => id),
    },
    officers: {
      get: async (id) => sealedGet<Officer>("officers", id),
      async byName(name) {
        const [found] = sealedBy<Officer>("officers", nameLookup(name));
        // Rows that were written before names had a canonical form are looked up by the name as it was.
        const wanted = canonicalName(name);
        return found ?? officers(views.officers.all()).find((o) => canonicalName(o.name) === wanted);
      },
      byAddress: async (address) =>
        sealedBy<Officer>("officers", addressLookup(address)).find((officer) => !officer.revokedAt),
      all: async () => [...officers(views.officers.all())],
    },
    codes: {
      byHash: async (hash) => views.codes.get(hash),
      open: async (now) =>
        [...views.codes.rows()].filter((code) => !code.usedAt && code.expiresAt > now.toISOString()),
    },
    groups: {
      get: async (id) => sealedGet<Group>("groups", id),
      byAddress: async (address) => sealedBy<Group>("groups", addressLookup(address))[0],
      all: async () => [...groups(views.groups.all())],
    },
    alerts: {
      get: async (id) => views.alerts.get(id),
      byNumber: async (number) => views.alerts.by("number", number)[0],
      async inStates(states, limit) {
        const found = states.includes("completed")
          ? [...views.alerts.rows()].filter(({ state }) => states.includes(state))
          : states.flatMap((state) => views.alerts.by("state", state));
        return found.sort(byId).reverse().slice(0, limit);
      },
    },
    slots: {
      planned: async (key) => views.plans.get(key),
      plannedSince: async (from) => [...views.plans.rows()].filter(({ due }) => due >= from).sort(byDue),
      get: async (key) => views.slots.get(key) ?? archive.slot(key),
      lastFired: async (series) => views.slots.by("fired", series).sort(byDue).at(-1),
      async since(from) {
        // Memory first: a checkpoint may move some into the archive while that is read.
        const mine = [...views.slots.rows()].filter((slot) => slot.due >= from);
        const keys = new Set(mine.map(({ key }) => key));
        const archived = (await archive.slotsSince(from)).filter(({ key }) => !keys.has(key));
        return [...archived, ...mine].sort(byDue);
      },
    },
    deliveries: {
      async get(id) {
        const present = views.deliveries.get(id);
        if (present) return present;
        const archived = await archive.delivery(id);
        return archived && isErased(archived) ? undefined : archived;
      },
      inStates: async (states) =>
        [...views.deliveries.rows()].filter((d) => states.some((s) => s === d.state)).sort(byCreation),
      async ofSlot(slot) {
        const mine = views.deliveries.by("slot", slot);
        const ids = new Set(mine.map(({ id }) => id));
        const archived = (await archive.deliveriesOf(slot)).filter((d) => !ids.has(d.id) && !isErased(d));
        return [...archived, ...mine].sort(byCreation);
      },
      async ofAlert(alert) {
        const mine = views.deliveries.by("alert", alert);
        const ids = new Set(mine.map(({ id }) => id));
        const archived = (await archive.deliveriesOfAlert(alert)).filter((d) => !ids.has(d.id));
        return [...archived, ...mine].sort(byCreation);
      },
    },
    attachments: {
      async get(id) {
        const row = views.attachments.get(id);
        return row && attachment(row);
      },
      ofReport: async (report) => views.attachments.by("report", report).sort(byArrival).map(attachment),
      pending: async () => views.attachments.by("state", "pending").sort(byArrival).map(attachment),
      async storedBytes() {
        const sizes = new Map<string, number>();
        for (const { state, hash, size } of views.attachments.rows()) {
          if (state === "stored" && hash !== undefined) sizes.set(hash, size ?? 0);
        }
        return [...sizes.values()].reduce((sum, size) => sum + size, 0);
      },
    },
    ledgerEntries: {
      get: async (id) => views.ledgerEntries.get(id),
      byNumber: async (number) => views.ledgerEntries.by("number", number)[0],
      find: async (filter, page) => findLedgerEntries(views.ledgerEntries.all(), filter, page),
    },
    inbox: {
      async has(key) {
        const hash = sealer.lookup(`inbox:${key}`);
        return views.inbox.by("hash", hash).length > 0;
      },
    },
    audit: {
      of: (subject, limit) => deps.audit(ofSubject(subject), limit),
      by: (officer, span, limit) => deps.audit(byOfficer(officer, span), limit),
    },
    questions: { of: async (person) => views.questions.get(person) },
    approvals: {
      get: async (id) => views.approvals.get(id),
      waiting: async () => views.approvals.by("waiting", "waiting").sort(byId),
      ofSubject: async (subject) => views.approvals.by("subject", subject).sort(byId),
    },
    ...forEachKeyed<Pick<Reads, KeyedName>>((name) => keyed(name, views[name] as TableView<object>)),
    corrections: {
      since: async (from) => [...views.corrections.rows()].filter(({ at }) => at >= from).sort(byId),
    },
    readUntil: {
      async of(channel, conversation) {
        const row = views.readUntil.get(sealer.lookup(conversationLookup(channel, conversation)));
        if (!row) return undefined;
        const { id: _, ...until } = row;
        return until;
      },
    },
    channelMemory: {
      of: async (channel) => sealedGet<{ value: string }>("channelMemory", channel)?.value,
    },
    settings: { get: async (key) => views.settings.get(key)?.value },
  };
}

/** Asked with every report: made once for each state of the table. */
function once<T>(make: (rows: readonly SealedRow[]) => T[]): (rows: readonly SealedRow[]) => readonly T[] {
  let last: { rows: readonly SealedRow[]; made: T[] } | undefined;
  return (rows) => {
    if (last?.rows !== rows) last = { rows, made: make(rows) };
    return last.made;
  };
}

/** Asked several times of each message's sender. */
export function addressLookup(address: Address): string {
  let lookup = lookups.get(address);
  if (lookup === undefined) {
    lookup = `address:${addressKey(address)}`;
    lookups.set(address, lookup);
  }
  return lookup;
}
const lookups = new WeakMap<Address, string>();

export function conversationLookup(channel: string, conversation: string): string {
  return `read:${channel}/${conversation}`;
}

function keyed<T extends object>(name: TableName, view: TableView<T>): KeyedReads<T> {
  const key = (row: T) => rowKey(name, row);
  return {
    get: async (id) => view.get(id),
    all: async () => [...view.rows()].sort((a, b) => (key(a) < key(b) ? -1 : 1)),
  };
}

export function nameLookup(name: string): string {
  return `name:${canonicalName(name)}`;
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function byTime(a: ReportEntry, b: ReportEntry): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : byId(a, b);
}

function byDue(a: { due: string }, b: { due: string }): number {
  return a.due < b.due ? -1 : a.due > b.due ? 1 : 0;
}

function byCreation(a: Delivery, b: Delivery): number {
  return a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : byId(a, b);
}

function byArrival(a: Attachment, b: Attachment): number {
  return a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : byId(a, b);
}
