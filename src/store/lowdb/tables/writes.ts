import { formatAlertNumber } from "../../../domain/alerts.ts";
import type { AuditRecord } from "../../../domain/audit.ts";
import type { GroupId } from "../../../domain/groups.ts";
import { formatNumber } from "../../../domain/reports.ts";
import type { Reads, Tx } from "../../store.ts";
import { entryKey } from "../reports/history.ts";
import { forEachKeyed, type KeyedName } from "./keyed-tables.ts";
import { addressLookup, conversationLookup, nameLookup, type ReadDeps } from "./reads.ts";
import type { StagedTable } from "./table.ts";
import { rowKey, type Staged, type TableName } from "./tables.ts";

/** What a transaction leaves beside changes of tables. */
export interface TxNotes {
  audit(record: AuditRecord): void;
  confirmed(group: GroupId): void;
}

/** The writes of the port, over staged tables. */
export function createTx(
  reads: Reads,
  staged: Staged,
  { sealer, sealedRows: { seal }, history }: Pick<ReadDeps, "sealer" | "sealedRows" | "history">,
  notes: TxNotes,
): Tx {
  const eraseAttachment = (id: string): void => {
    const hash = staged.attachments.get(id)?.hash;
    staged.attachments.put(id, undefined);
    if (hash !== undefined) staged.erased.put(id, { id, hash });
  };
  const count = (id: string): number => {
    const last = (staged.counters.get(id)?.last ?? 0) + 1;
    staged.counters.put(id, { id, last });
    return last;
  };
  const keyed = <T extends object>(name: TableName, table: Pick<StagedTable<T>, "put">) => ({
    put: (row: T) => table.put(rowKey(name, row), row),
    remove: (key: string) => table.put(key, undefined),
  });
  return {
    reports: {
      ...reads.reports,
      put: (report) => staged.reports.put(report.id, report),
      append: (entry) => staged.entries.put(entryKey(entry), entry),
      async amend(entry) {
        await history.load(entry.report);
        staged.entries.put(entryKey(entry), entry);
      },
      nextNumber: async (month) => formatNumber(month, count(month)),
      async erase(id) {
        await history.load(id);
        const number = staged.reports.get(id)?.number;
        staged.reports.put(id, undefined);
        for (const entry of staged.entries.by("report", id)) staged.entries.put(entryKey(entry), undefined);
        for (const row of staged.attachments.by("report", id)) eraseAttachment(row.id);
        for (const row of staged.deliveries.by("report", id)) staged.deliveries.put(row.id, undefined);
        for (const row of staged.approvals.by("subject", id)) staged.approvals.put(row.id, undefined);
        for (const row of staged.corrections.by("report", id)) staged.corrections.put(row.id, undefined);
        for (const row of [...staged.timers.rows()])
          if (row.subject === id) staged.timers.put(row.id, undefined);
        for (const row of [...staged.queryCodes.rows()])
          if (row.report === id) staged.queryCodes.put(row.hash, undefined);
        for (const row of [...staged.heldReplies.rows()])
          if (row.number === number) staged.heldReplies.put(row.id, undefined);
        staged.erased.put(id, { id });
      },
    },
    contacts: {
      ...reads.contacts,
      put: (contact) =>
        staged.contacts.put(contact.id, seal("contacts", contact, contact.addresses.map(addressLookup))),
      erase(id) {
        staged.contacts.put(id, undefined);
        staged.questions.put(id, undefined);
        staged.mutes.put(id, undefined);
        for (const row of [...staged.queryCodes.rows()])
          if (row.person === id) staged.queryCodes.put(row.hash, undefined);
        for (const row of [...staged.auxiliaries.rows()])
          if (row.person === id) staged.auxiliaries.put(row.id, undefined);
        for (const row of staged.deliveries.by("person", id)) staged.deliveries.put(row.id, undefined);
        staged.erased.put(id, { id });
      },
    },
    officers: {
      ...reads.officers,
      put: (officer) =>
        staged.officers.put(
          officer.id,
          seal("officers", officer, [nameLookup(officer.name), ...officer.accounts.map(addressLookup)]),
        ),
    },
    codes: { ...reads.codes, put: (code) => staged.codes.put(code.hash, code) },
    groups: {
      ...reads.groups,
      put(group) {
        staged.groups.put(group.id, seal("groups", group, [addressLookup(group.address)]));
        if (group.state === "confirmed") notes.confirmed(group.id);
      },
    },
    alerts: {
      ...reads.alerts,
      put: (alert) => staged.alerts.put(alert.id, alert),
      nextNumber: async (month) => formatAlertNumber(month, count(`T${month}`)),
    },
    slots: {
      ...reads.slots,
      put: (slot) => staged.slots.put(slot.key, slot),
      plan: (planned) => staged.plans.put(planned.key, planned),
    },
    deliveries: { ...reads.deliveries, put: (delivery) => staged.deliveries.put(delivery.id, delivery) },
    attachments: {
      ...reads.attachments,
      put({ ref, ...rest }) {
        const sealed = ref === undefined ? {} : { ref: sealer.seal(`attachments:${rest.id}`, ref) };
        staged.attachments.put(rest.id, { ...rest, ...sealed });
      },
      erase: eraseAttachment,
    },
    ledgerEntries: {
      ...reads.ledgerEntries,
      put: (entry) => staged.ledgerEntries.put(entry.id, entry),
      nextNumber: async (word) => `${word}-${count(`L${word}`)}`,
      erase(id) {
        staged.ledgerEntries.put(id, undefined);
        for (const row of staged.attachments.by("report", id)) eraseAttachment(row.id);
      },
    },
    inbox: {
      ...reads.inbox,
      mark(key, at) {
        const id = `${at.toISOString().slice(0, 10)}/${sealer.lookup(`inbox:${key}`)}`;
        staged.inbox.put(id, { id });
      },
    },
    audit: { ...reads.audit, append: notes.audit },
    questions: { ...reads.questions, ...keyed("questions", staged.questions) },
    approvals: { ...reads.approvals, put: (approval) => staged.approvals.put(approval.id, approval) },
    ...forEachKeyed<Pick<Tx, KeyedName>>((name) => ({
      ...reads[name],
      ...keyed(name, staged[name] as StagedTable<object>),
    })),
    corrections: {
      ...reads.corrections,
      append: (correction) => staged.corrections.put(correction.id, correction),
    },
    readUntil: {
      ...reads.readUntil,
      put(channel, conversation, until) {
        const id = sealer.lookup(conversationLookup(channel, conversation));
        staged.readUntil.put(id, { ...until, id });
      },
    },
    channelMemory: {
      ...reads.channelMemory,
      put: (id, value) => staged.channelMemory.put(id, seal("channelMemory", { id, value }, [])),
    },
    settings: { ...reads.settings, put: (key, value) => staged.settings.put(key, { id: key, value }) },
  };
}
