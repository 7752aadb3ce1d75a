import type { Officer } from "../domain/people.ts";
import {
  type AmbiguousSelection,
  concerns,
  isClosed,
  isKept,
  openItems,
  type Posting,
  type PostingItem,
  postedByHand,
  selectItems,
  ticked,
} from "../domain/postings.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { doneText, reminderText } from "./posting-texts.ts";

/** The open posting tasks of this officer, oldest first. */
export async function openPostings(
  reads: Pick<Reads, "postings">,
  officer: Officer,
  now: Date,
): Promise<Posting[]> {
  return (await readPostings(reads, now)).filter((p) => !isClosed(p, now) && concerns(p, officer));
}

/** Result of 「已发」: the groups ticked off, and those left in all open tasks. */
export type TickOff = { readonly done: PostingItem[]; readonly left: PostingItem[] } | AmbiguousSelection;

/**
 * Does 「已发」 or, with numbers, 「已发 1 3」, within a transaction: marks the deliveries `posted-by-hand`, changes or
 * cancels the reminder, and tells the other officers who were asked.
 */
export async function tickOff(
  t: Tx,
  officer: Officer,
  numbers: readonly number[],
  now: Date,
): Promise<TickOff> {
  const all = await readPostings(t, now);
  const meant = selectItems(
    all.filter((posting) => concerns(posting, officer)),
    numbers,
    now,
  );
  if ("refusal" in meant) return meant;
  const own = all.filter((posting) => !isClosed(posting, now) && concerns(posting, officer));
  const ids = meant.items.map(({ delivery }) => delivery);
  for (const id of ids) {
    const row = await t.deliveries.get(id);
    if (!row) continue;
    t.deliveries.put(postedByHand(row, officer.id, now));
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: "delivery.posted-by-hand",
      subject: { kind: "delivery", id },
    });
  }
  const after = all.map((posting) => (own.includes(posting) ? ticked(posting, ids, officer.id) : posting));
  for (const posting of after.filter((p) => !all.includes(p))) {
    const items = posting.items.filter(({ delivery }) => ids.includes(delivery));
    if (items.length > 0) await tellOfTick(t, posting, items, officer, now);
  }
  await writePostings(t, after);
  return {
    done: meant.items,
    left: after.filter((p) => own.some(({ id }) => id === p.id)).flatMap(openItems),
  };
}

/** Ticks off a delivery that the network's echo has confirmed: it need not be posted any more. Within a transaction. */
export async function tickSent(t: Tx, delivery: string, now: Date): Promise<void> {
  const all = await readPostings(t, now);
  const isMeant = (item: PostingItem) => item.delivery === delivery;
  const posting = all.find((one) => openItems(one).some(isMeant));
  if (!posting) return;
  const bot = { id: "bot", name: "助手" };
  const after = ticked(posting, [delivery], bot.id);
  await tellOfTick(t, after, after.items.filter(isMeant), bot, now);
  await writePostings(
    t,
    all.map((one) => (one === posting ? after : one)),
  );
}

/** Nobody need post these deliveries any more: what was not asked yet is not asked, the others are told. Within a transaction. */
export async function withdrawPostings(t: Tx, deliveries: ReadonlySet<string>, now: Date): Promise<void> {
  const all = await readPostings(t, now);
  const after = all.map((posting): Posting => {
    if (!openItems(posting).some(({ delivery }) => deliveries.has(delivery))) return posting;
    const items = posting.items.map((item) =>
      item.doneBy === undefined && deliveries.has(item.delivery)
        ? { ...item, withdrawn: true as const }
        : item,
    );
    return { ...posting, items };
  });
  for (const [index, posting] of after.entries()) {
    if (posting === all[index]) continue;
    if (openItems(posting).length === 0) await callOff(t, posting, now);
    const left = openItems(posting).length;
    const text = `${posting.title}\n${left === 0 ? "不用再转发了" : `${posting.items.length - left}个群不用再转发了`}，还没转的别转。`;
    for (const officer of posting.officers)
      t.deliveries.put(outboxRow({ kind: "notice", to: { officer }, text }, now));
  }
  await writePostings(t, after);
}

/** What of a task is still to be said is not said any more. */
async function callOff(t: Tx, { reminders, messages = [] }: Posting, now: Date): Promise<void> {
  for (const id of [...reminders, ...messages]) {
    const row = await t.deliveries.get(id);
    if (row?.state === "pending") t.deliveries.put({ ...row, state: "cancelled", doneAt: now.toISOString() });
  }
}

async function tellOfTick(
  t: Tx,
  posting: Posting,
  items: PostingItem[],
  officer: Pick<Officer, "id" | "name">,
  now: Date,
): Promise<void> {
  const left = openItems(posting).length;
  for (const id of posting.reminders) {
    const reminder = await t.deliveries.get(id);
    if (reminder?.state !== "pending") continue;
    t.deliveries.put(
      left > 0
        ? { ...reminder, text: reminderText(posting) }
        : { ...reminder, state: "cancelled", doneAt: now.toISOString() },
    );
  }
  for (const id of posting.officers) {
    if (id === officer.id) continue;
    const text = doneText(posting, items, officer.name);
    t.deliveries.put(outboxRow({ kind: "notice", to: { officer: id }, text }, now));
  }
}

/** All open tasks, and those closed lately. */
export async function readPostings(reads: Pick<Reads, "postings">, now: Date): Promise<Posting[]> {
  return (await reads.postings.all()).filter((posting) => isKept(posting, now));
}

/** Replaces all stored tasks by these. */
export async function writePostings(t: Tx, postings: readonly Posting[]): Promise<void> {
  const before = await t.postings.all();
  for (const { id } of before) if (!postings.some((posting) => posting.id === id)) t.postings.remove(id);
  for (const posting of postings) if (!before.includes(posting)) t.postings.put(posting);
}
