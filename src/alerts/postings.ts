import type { Delivery } from "../domain/deliveries.ts";
import type { Group } from "../domain/groups.ts";
import type { Officer } from "../domain/people.ts";
import {
  concerns,
  isClosed,
  needsPosting,
  type Posting,
  postersOf,
  postingItems,
} from "../domain/postings.ts";
import type { Clock } from "../lib/clock.ts";
import { newId } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Store, Tx } from "../store/store.ts";
import { readPostings, tickSent, writePostings } from "./posting-book.ts";
import { reminderText, taskTexts } from "./posting-texts.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Waits so long for more failures, so that one task holds all groups of an office that failed together. */
const GATHER_MS = 5 * SECOND;
/** For so long the network's echo may still confirm an `unknown` delivery. */
const ECHO_MS = 2 * MINUTE;
/** After this time a task is opened even if other groups of the office are still pending. */
const LONGEST_WAIT_MS = 10 * MINUTE;
const REMIND_MS = 2 * HOUR;

/** Asks officers to post by hand what the bot could not send, and keeps the list of these tasks. */
export interface Postings {
  /** Takes up failed deliveries of an earlier run. Call it after `outbox.start()`. */
  start(): Promise<void>;
  /** For the outbox: a broadcast ended `failed` or `unknown`. */
  undelivered(row: Delivery): void;
  /** For the outbox: a broadcast that was `unknown` went out after all. */
  settled(row: Delivery): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createPostings(deps: {
  store: Store;
  clock: Clock;
  logger: Logger;
  /** Whether nobody is to be asked now, for anything but what passes the quiet hours. */
  isQuiet?(now: Date): boolean;
  /** Whether the network is being asked what became of a row: it is told of again where that says that it did not go out. */
  isAsked?(row: Delivery, now: Date): boolean;
}): Postings {
  const { store, clock, logger } = deps;
  /** Failed deliveries without a task yet, and when (ms) each failed. */
  const waiting = new Map<string, number>();
  let looking: Promise<void> = Promise.resolve();
  let cancel: (() => void) | undefined;
  let stopped = false;

  function lookIn(ms: number): void {
    if (stopped) return;
    cancel ??= clock.after(ms, () => {
      cancel = undefined;
      looking = look().catch((error: unknown) => {
        logger.error({ err: error }, "opening posting tasks failed; trying again");
        lookIn(MINUTE);
      });
    });
  }

  async function look(): Promise<void> {
    // `openDue` may run twice: it changes nothing outside the transaction.
    for (const id of await store.tx(openDue)) waiting.delete(id);
    if (waiting.size > 0) lookIn(deps.isQuiet?.(clock.now()) ? MINUTE : GATHER_MS);
  }

  /** Opens tasks for the deliveries that are due. Returns the deliveries that need no further look. */
  async function openDue(t: Tx): Promise<string[]> {
    const now = clock.now();
    const settled: string[] = [];
    const postings = await readPostings(t, now);
    const asked = new Set(postings.flatMap(({ items }) => items.map(({ delivery }) => delivery)));
    const tasks = new Map<string, { row: Delivery; group: Group }[]>();
    for (const [id, since] of waiting) {
      const row = await t.deliveries.get(id);
      const group = row && "group" in row.to ? await t.groups.get(row.to.group) : undefined;
      if (!row || !group || asked.has(id) || !needsPosting(row, now) || deps.isAsked?.(row, now)) {
        settled.push(id);
        continue;
      }
      if (!row.severe && deps.isQuiet?.(now)) continue;
      const age = now.getTime() - since;
      if (row.state === "unknown" && age < ECHO_MS) continue;
      if (age < LONGEST_WAIT_MS && (await othersAreUnderWay(t, row, group))) continue;
      const task = `${row.slot ?? row.alert ?? row.id} ${group.office ?? ""}`;
      tasks.set(task, [...(tasks.get(task) ?? []), { row, group }]);
    }
    const officers = await t.officers.all();
    for (const rows of tasks.values()) {
      const posting = openTask(t, rows, postings, officers, now);
      if (posting) postings.push(posting);
      settled.push(...rows.map(({ row }) => row.id));
    }
    if (tasks.size > 0) await writePostings(t, postings);
    return settled;
  }

  /** Whether the same alert is still pending for other groups of the office: if they fail too, they belong to the same task. */
  async function othersAreUnderWay(t: Tx, row: Delivery, group: Group): Promise<boolean> {
    if (row.slot === undefined) return false;
    for (const other of await t.deliveries.ofSlot(row.slot)) {
      const open = other.state === "pending" || other.state === "sending";
      if (!open || !("group" in other.to)) continue;
      if ((await t.groups.get(other.to.group))?.office === group.office) return true;
    }
    return false;
  }

  function openTask(
    t: Tx,
    rows: readonly { row: Delivery; group: Group }[],
    postings: readonly Posting[],
    all: readonly Officer[],
    now: Date,
  ): Posting | undefined {
    const [first] = rows;
    if (!first) return undefined;
    const { row, group } = first;
    const officers = postersOf(group.office, all);
    if (officers.length === 0) {
      logger.warn(
        { groups: rows.length },
        "an alert could not be sent, and no officer is bound who could post it",
      );
      return undefined;
    }
    const posting: Posting = {
      id: newId(now),
      ...(row.slot === undefined ? {} : { slot: row.slot }),
      title: row.text.split("\n")[0] ?? "",
      ...(group.office === undefined ? {} : { office: group.office }),
      officers: officers.map(({ id }) => id),
      items: postingItems(
        rows,
        postings.filter((p) => !isClosed(p, now) && officers.some((officer) => concerns(p, officer))),
      ),
      openedAt: now.toISOString(),
      ...(row.expires === undefined ? {} : { expires: row.expires }),
      reminders: officers.map(() => newId(now)),
    };
    const texts = taskTexts(posting);
    const messages = officers.flatMap(() => [newId(now), ...texts.map(() => newId(now))]);
    const asked = [...messages];
    const reminder = reminderText(posting);
    for (const [index, { id }] of officers.entries()) {
      const beside = {
        ...(row.expires ? { expires: row.expires } : {}),
        ...(row.alert ? { report: row.alert } : {}),
      };
      const notice = (text: string, more: Partial<Delivery> = {}) =>
        t.deliveries.put(outboxRow({ kind: "notice", to: { officer: id }, text, ...beside, ...more }, now));
      notice(row.text, { id: asked.shift() ?? newId(now), alone: true });
      if (row.pictureRow && row.alert) notice("", { pictureOf: row.alert, alone: true });
      for (const text of texts) notice(text, { id: asked.shift() ?? newId(now) });
      const notBefore = new Date(now.getTime() + REMIND_MS).toISOString();
      notice(reminder, { notBefore, id: posting.reminders[index] ?? newId(now) });
    }
    return { ...posting, messages };
  }

  function ask(row: Delivery): void {
    waiting.set(row.id, clock.now().getTime());
    lookIn(GATHER_MS);
  }

  return {
    async start() {
      const since = new Date(clock.now().getTime() - 24 * HOUR).toISOString();
      for (const slot of await store.slots.since(since)) {
        if (slot.state !== "fired") continue;
        for (const row of await store.deliveries.ofSlot(slot.key)) {
          if (needsPosting(row, clock.now())) ask(row);
        }
      }
    },
    undelivered: ask,
    settled: (row) => store.tx((t) => tickSent(t, row.id, clock.now())),
    idle: () => looking,
    async stop() {
      stopped = true;
      cancel?.();
      await looking;
    },
  };
}
