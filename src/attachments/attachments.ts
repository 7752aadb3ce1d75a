import type { Channel } from "../channels/channel.ts";
import type { Recipient } from "../domain/deliveries.ts";
import type { Attachment, Report } from "../domain/reports.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { isReady, outboxRow } from "../outbox/index.ts";
import { attachmentWord, countAttachments } from "../reports/index.ts";
import type { Store, Tx } from "../store/store.ts";
import { createDownloads } from "./attachment-download.ts";
import { createShares } from "./shares.ts";
import { nextTurns, type Turn } from "./turns.ts";

const FIRST_PAUSE = 15_000;
const LONGEST_PAUSE = 1_800_000;
/** With these pauses, about a day. */
const ATTEMPTS = 54;
/** So long nothing is tried again that our own disk did not take. */
const DISK_PAUSE = 600_000;
/** What a report loses within this time is said in one notice. */
const GATHER = 120_000;

type Failure = NonNullable<Attachment["failure"]>;

export interface AttachmentFetcher {
  /** Looks for what is due and begins; returns at once. */
  fetch(): void;
  idle(): Promise<void>;
  /** Breaks off what is under way; the next run begins it again. */
  stop(): Promise<void>;
}

/**
 * Downloads what came with reports: a durable job each, marked in a transaction once its content is stored. A job
 * survives a restart and is tried again with growing pauses; only what the network did while it was there counts.
 */
export function createAttachmentFetcher(deps: {
  store: Store;
  channels: ReadonlyMap<string, Channel>;
  clock: Clock;
  logger: Logger;
  /** Folder of the contents. */
  dir: string;
  tellAdmins(text: string): Promise<void>;
}): AttachmentFetcher {
  const { store, channels, clock, logger } = deps;
  const downloads = createDownloads(deps);
  const shares = createShares(deps);
  /** By attachment. */
  const underWay = new Map<string, Turn & { work: Promise<void> }>();
  /** Given up, by attachment; marked and said when nothing more of its report is about to be decided. */
  const lost = new Map<string, Attachment>();
  let looking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  /** How often the store has failed in a row, and when (ms) to begin again. */
  let failures = 0;
  let notBefore = 0;
  let cancelTimer = () => {};

  function fetch(): void {
    again = true;
    if (looking || stopped) return;
    looking = look()
      .catch(failed)
      .finally(() => {
        looking = undefined;
        // Called while the look was ending.
        if (again && !stopped) fetch();
      });
  }

  /** Begins what is due, as far as there is room: the end of a download looks again. */
  async function look(): Promise<void> {
    again = false;
    const now = clock.now();
    if (now.getTime() < notBefore) return lookAt(notBefore);
    // What is fetched could not be marked, and would be fetched again.
    if (!store.health().writable) return lookAt(now.getTime() + FIRST_PAUSE);
    // Taken before the rows are read: what ends meanwhile still stands there as pending.
    const busy = new Set([...underWay.keys(), ...lost.keys()]);
    const pending = (await store.attachments.pending()).filter((job) => !busy.has(job.id) && canTry(job));
    const isDue = (job: Attachment, ms = 0) => dueAt(job) <= now.getTime() + ms;
    const due = await turnsOf(pending.filter((job) => isDue(job)));
    for (const turn of nextTurns(due, [...underWay.values()])) if (!stopped) begin(turn);
    const trying = [...underWay.values()].map(({ job }) => job);
    await giveUpLost([...trying, ...pending.filter((job) => isDue(job, GATHER))]);
    const later = pending.filter((job) => !isDue(job)).map(dueAt);
    if (later.length > 0) lookAt(Math.min(...later));
  }

  /** A channel that is offline keeps its jobs; one that is no more has lost them. */
  function canTry({ channel: name }: Attachment): boolean {
    const channel = channels.get(name);
    return !channel || isReady(channel);
  }

  async function turnsOf(jobs: readonly Attachment[]): Promise<Turn[]> {
    const reports = new Map<string, Report | undefined>();
    for (const { report } of jobs)
      if (!reports.has(report)) reports.set(report, await store.reports.get(report));
    return jobs.map((job) => {
      const report = reports.get(job.report);
      return { job, person: report?.reporter ?? "", urgent: report?.priority === "urgent" };
    });
  }

  function lookAt(at: number): void {
    cancelTimer();
    if (!stopped) cancelTimer = clock.after(at - clock.now().getTime(), fetch);
  }

  function begin(turn: Turn): void {
    const { job } = turn;
    const work = one(turn)
      .then(() => {
        failures = 0;
      }, failed)
      .finally(() => {
        underWay.delete(job.id);
        fetch();
      });
    underWay.set(job.id, { ...turn, work });
  }

  function failed(error: Error): void {
    logger.error({ error: error.name }, "fetching attachments failed");
    // The store may be full for the moment, or for longer.
    const pause = Math.min(FIRST_PAUSE * 2 ** failures++, LONGEST_PAUSE);
    notBefore = clock.now().getTime() + pause;
    lookAt(notBefore);
  }

  async function one({ job, person }: Turn): Promise<void> {
    const outcome = await downloads.get(job, await shares.roomFor(person));
    const { ref: _, nextAttemptAt: __, ...done } = job;
    const attempts = job.attempts + 1;
    if ("hash" in outcome) {
      await store.tx(async (t) => t.attachments.put({ ...done, ...outcome, attempts, state: "stored" }));
      await shares.stored(person, outcome.size);
      return;
    }
    if (stopped && "again" in outcome) return;
    logger.warn({ attachment: job.id, ...outcome, attempts }, "attachment not fetched");
    const isOurs = "again" in outcome && outcome.again === "disk";
    const isCounted = !isOurs && canTry(job);
    if ("failure" in outcome || (isCounted && attempts >= ATTEMPTS)) {
      const failure = "failure" in outcome ? outcome.failure : "unreachable";
      lost.set(job.id, { ...done, attempts, state: "failed", failure });
      return;
    }
    const pause = isOurs ? DISK_PAUSE : Math.min(FIRST_PAUSE * 2 ** job.attempts, LONGEST_PAUSE);
    const nextAttemptAt = new Date(clock.now().getTime() + pause).toISOString();
    const next = { ...job, nextAttemptAt, attempts: isCounted ? attempts : job.attempts };
    await store.tx(async (t) => t.attachments.put(next));
  }

  /** `undecided`: what may be lost in a moment, too. */
  async function giveUpLost(undecided: readonly Attachment[]): Promise<void> {
    const waiting = new Set(undecided.map(({ report }) => report));
    for (const report of new Set([...lost.values()].map((a) => a.report))) {
      if (waiting.has(report)) continue;
      const given = [...lost.values()].filter((a) => a.report === report);
      await giveUp(report, given);
      for (const { id } of given) lost.delete(id);
    }
  }

  async function giveUp(id: string, given: readonly Attachment[]): Promise<void> {
    const now = clock.now();
    await store.tx(async (t) => {
      for (const attachment of given) t.attachments.put(attachment);
      const report = await t.reports.get(id);
      if (!report) return;
      const to = await whomToTell(t, report);
      if (!to) return;
      const row = { kind: "notice", to, report: id } as const;
      const [{ channel } = { channel: "" }] = given;
      t.deliveries.put(outboxRow({ ...row, channel, text: lostText(report, given) }, now));
    });
  }

  async function idle(): Promise<void> {
    while (looking || underWay.size > 0) {
      await (looking ?? Promise.race([...underWay.values()].map(({ work }) => work)));
    }
  }

  return {
    fetch,
    idle,
    async stop() {
      stopped = true;
      cancelTimer();
      downloads.breakOff();
      await idle();
      await downloads.sweep();
    },
  };
}

/** When (ms) a job is to be tried next. */
function dueAt({ nextAttemptAt }: Attachment): number {
  return nextAttemptAt === undefined ? 0 : Date.parse(nextAttemptAt);
}

/** The resident; where they have no account, the officer who registered it for them. */
async function whomToTell(t: Tx, { reporter, source }: Report): Promise<Recipient | undefined> {
  const contact = await t.contacts.get(reporter);
  if (!contact || contact.addresses.length > 0) return { person: reporter };
  return source && { officer: source.officer };
}

/** What the resident is told of what could not be kept: a line for each reason. */
function lostText({ number }: Report, lost: readonly Attachment[]): string {
  const byWhy = new Map<string, Attachment[]>();
  for (const attachment of lost) {
    const why = notKept[attachment.failure ?? "unreachable"];
    byWhy.set(why, [...(byWhy.get(why) ?? []), attachment]);
  }
  const lines = [...byWhy].map(([why, some]) => {
    const what = some.length > 1 ? countAttachments(some) : attachmentWord(some);
    return `${number} 的${what}${why}`;
  });
  return lines.join("\n");
}

const notKept: Readonly<Record<Failure, string>> = {
  unreachable: "没收到，请再发一次。",
  expired: "没收到，请再发一次。",
  "refused-type": "不能收，请换一个发，或用文字说。",
  "too-large": "太大，收不了，请发小一点的，或用文字说。",
  quota: "暂时存不下，请先用文字说，东西留着交给民警。",
};
