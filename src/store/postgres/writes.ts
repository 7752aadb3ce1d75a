import { formatAlertNumber } from "../../domain/alerts.ts";
import type { AuditRecord } from "../../domain/audit.ts";
import type { Delivery } from "../../domain/deliveries.ts";
import type { GroupId } from "../../domain/groups.ts";
import { formatNumber } from "../../domain/reports.ts";
import type { Sealer } from "../../lib/sealing.ts";
import { forEachKeyed, type KeyedName } from "../lowdb/tables/keyed-tables.ts";
import { addressLookup, conversationLookup, nameLookup } from "../lowdb/tables/reads.ts";
import type { SealedTable } from "../lowdb/tables/sealed-rows.ts";
import type { TableName } from "../lowdb/tables/tables.ts";
import type { Reads, Tx } from "../store.ts";
import type { Staged } from "./staged.ts";

/** What a transaction leaves beside changes of tables. */
export interface TxNotes {
  audit(record: AuditRecord): void;
  confirmed(group: GroupId): void;
  delivery(row: Delivery): void;
}

/** The writes of the port. */
export function createTx(reads: Reads, staged: Staged, sealer: Sealer, notes: TxNotes): Tx {
  const putSealed = (table: SealedTable, value: { readonly id: string }, keys: readonly string[]): void => {
    const sealed = sealer.seal(`${table}:${value.id}`, JSON.stringify(value));
    staged.put(table, { id: value.id, keys: keys.map((key) => sealer.lookup(key)), sealed });
  };
  const count = async (id: string): Promise<number> => {
    const last = ((await staged.get<{ last: number }>("counters", id))?.last ?? 0) + 1;
    staged.put("counters", { id, last });
    return last;
  };
  const eraseWhere = (table: TableName, sql: string, ...values: string[]): void =>
    staged.statement(table, sql, values);
  const putter =
    (table: TableName) =>
    (row: object): void =>
      staged.put(table, row);

  return {
    reports: {
      ...reads.reports,
      put: putter("reports"),
      append: putter("entries"),
      amend: async (entry) => staged.put("entries", entry),
      nextNumber: async (month) => formatNumber(month, await count(month)),
      async erase(id) {
        const number = (await reads.reports.get(id))?.number ?? "";
        staged.remove("reports", id);
        eraseWhere("entries", "DELETE FROM entries WHERE report = $1", id);
        eraseWhere("attachments", "DELETE FROM attachments WHERE report = $1", id);
        eraseWhere("deliveries", "DELETE FROM deliveries WHERE report = $1", id);
        eraseWhere("approvals", "DELETE FROM approvals WHERE subject = $1", id);
        eraseWhere("corrections", "DELETE FROM corrections WHERE report = $1", id);
        eraseWhere("timers", "DELETE FROM timers WHERE row ->> 'subject' = $1", id);
        eraseWhere("queryCodes", "DELETE FROM query_codes WHERE row ->> 'report' = $1", id);
        eraseWhere("heldReplies", "DELETE FROM held_replies WHERE row ->> 'number' = $1", number);
      },
    },
    contacts: {
      ...reads.contacts,
      put: (contact) => putSealed("contacts", contact, contact.addresses.map(addressLookup)),
      erase(id) {
        staged.remove("contacts", id);
        staged.remove("questions", id);
        staged.remove("mutes", id);
        eraseWhere("queryCodes", "DELETE FROM query_codes WHERE row ->> 'person' = $1", id);
        eraseWhere("auxiliaries", "DELETE FROM auxiliaries WHERE row ->> 'person' = $1", id);
        eraseWhere("deliveries", "DELETE FROM deliveries WHERE person = $1 OR reveals = $1", id);
      },
    },
    officers: {
      ...reads.officers,
      put: (officer) =>
        putSealed("officers", officer, [nameLookup(officer.name), ...officer.accounts.map(addressLookup)]),
    },
    codes: { ...reads.codes, put: putter("codes") },
    groups: {
      ...reads.groups,
      put(group) {
        putSealed("groups", group, [addressLookup(group.address)]);
        if (group.state === "confirmed") notes.confirmed(group.id);
      },
    },
    alerts: {
      ...reads.alerts,
      put: putter("alerts"),
      nextNumber: async (month) => formatAlertNumber(month, await count(`T${month}`)),
    },
    slots: { ...reads.slots, put: putter("slots"), plan: putter("plans") },
    deliveries: {
      ...reads.deliveries,
      put(delivery) {
        staged.put("deliveries", delivery);
        notes.delivery(delivery);
      },
    },
    attachments: {
      ...reads.attachments,
      put({ ref, ...rest }) {
        const sealed = ref === undefined ? {} : { ref: sealer.seal(`attachments:${rest.id}`, ref) };
        staged.put("attachments", { ...rest, ...sealed });
      },
      erase: (id) => staged.remove("attachments", id),
    },
    ledgerEntries: {
      ...reads.ledgerEntries,
      put: putter("ledgerEntries"),
      nextNumber: async (word) => `${word}-${await count(`L${word}`)}`,
      erase(id) {
        staged.remove("ledgerEntries", id);
        eraseWhere("attachments", "DELETE FROM attachments WHERE report = $1", id);
      },
    },
    inbox: {
      ...reads.inbox,
      mark: (key, at) =>
        staged.put("inbox", { id: `${at.toISOString().slice(0, 10)}/${sealer.lookup(`inbox:${key}`)}` }),
    },
    audit: { ...reads.audit, append: notes.audit },
    questions: {
      ...reads.questions,
      put: putter("questions"),
      remove: (person) => staged.remove("questions", person),
    },
    approvals: { ...reads.approvals, put: putter("approvals") },
    ...forEachKeyed<Pick<Tx, KeyedName>>((name) => ({
      ...reads[name],
      put: putter(name),
      remove: (key: string) => staged.remove(name, key),
    })),
    corrections: { ...reads.corrections, append: putter("corrections") },
    readUntil: {
      ...reads.readUntil,
      put: (channel, conversation, until) =>
        staged.put("readUntil", { ...until, id: sealer.lookup(conversationLookup(channel, conversation)) }),
    },
    channelMemory: {
      ...reads.channelMemory,
      put: (id, value) => putSealed("channelMemory", { id, value } as { id: string }, []),
    },
    settings: { ...reads.settings, put: (key, value) => staged.put("settings", { id: key, value }) },
  };
}
