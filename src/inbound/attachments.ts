import type { Channel } from "../channels/channel.ts";
import type { Outbox } from "../delivery/outbox.ts";
import { outboxRow } from "../delivery/outbox-row.ts";
import type { Attachment } from "../domain/reports.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store } from "../store/store.ts";
import { createDownloads } from "./attachment-download.ts";
import { attachmentWord } from "./receipt.ts";

/** Downloads under way at once, so that one that stalls does not stop the others. */
const AT_ONCE = 3;
const ATTEMPTS = 6;
const FIRST_PAUSE = 15_000;

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
 * survives a restart and is tried again with growing pauses.
 */
export function createAttachmentFetcher(deps: {
  store: Store;
  outbox: Pick<Outbox, "tx">;
  channels: ReadonlyMap<string, Channel>;
  clock: Clock;
  logger: Logger;
  /** Folder of the contents. */
  dir: string;
}): AttachmentFetcher {
  const { store, outbox, clock, logger } = deps;
  const downloads = createDownloads(deps);
  /** By attachment. */
  const underWay = new Map<string, Promise<void>>();
  let looking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  /** When (ms) to begin again after the store has failed. */
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
    if (underWay.size >= AT_ONCE) return;
    const now = clock.now();
    if (now.getTime() < notBefore) return lookAt(notBefore);
    // Taken before the rows are read: what ends meanwhile still stands there as pending.
    const busy = new Set(underWay.keys());
    const pending = (await store.attachments.pending()).filter(({ id }) => !busy.has(id));
    const isDue = ({ nextAttemptAt = "" }: Attachment) => nextAttemptAt <= now.toISOString();
    const due = await urgentFirst(pending.filter(isDue));
    for (const job of due.slice(0, AT_ONCE - underWay.size)) if (!stopped) begin(job);
    const [next] = pending.flatMap((job) => (isDue(job) ? [] : (job.nextAttemptAt ?? []))).sort();
    if (next) lookAt(Date.parse(next));
  }

  async function urgentFirst(jobs: readonly Attachment[]): Promise<Attachment[]> {
    const urgent = new Set<string>();
    for (const { report } of jobs)
      if ((await store.reports.get(report))?.priority === "urgent") urgent.add(report);
    return jobs.toSorted((a, b) => Number(urgent.has(b.report)) - Number(urgent.has(a.report)));
  }

  function lookAt(at: number): void {
    cancelTimer();
    if (!stopped) cancelTimer = clock.after(at - clock.now().getTime(), fetch);
  }

  function begin(job: Attachment): void {
    const work = one(job)
      .catch(failed)
      .finally(() => {
        underWay.delete(job.id);
        fetch();
      });
    underWay.set(job.id, work);
  }

  function failed(error: Error): void {
    logger.error({ error: error.name }, "fetching attachments failed");
    // The store may have been full for the moment.
    notBefore = clock.now().getTime() + FIRST_PAUSE;
    lookAt(notBefore);
  }

  async function one(job: Attachment): Promise<void> {
    const outcome = await downloads.get(job);
    const { ref: _, nextAttemptAt: __, ...done } = job;
    const attempts = job.attempts + 1;
    if ("hash" in outcome) return settle({ ...done, ...outcome, attempts, state: "stored" });
    if (stopped && !outcome.final) return;
    const givenUp = outcome.final || attempts >= ATTEMPTS;
    logger.warn(
      { attachment: job.id, failure: outcome.failure, attempts, givenUp },
      "attachment not fetched",
    );
    if (givenUp) return settle({ ...done, attempts, state: "failed", failure: outcome.failure });
    const pause = FIRST_PAUSE * 2 ** job.attempts;
    const nextAttemptAt = new Date(clock.now().getTime() + pause).toISOString();
    await settle({ ...job, attempts, nextAttemptAt });
  }

  async function settle(attachment: Attachment): Promise<void> {
    const now = clock.now();
    await outbox.tx(async (t) => {
      t.attachments.put(attachment);
      const report = await t.reports.get(attachment.report);
      if (attachment.state !== "failed" || !report) return;
      const why = notKept[attachment.failure ?? "unreachable"];
      const text = `${report.number} 的${attachmentWord([attachment])}${why}`;
      const to = { person: report.reporter };
      t.deliveries.put(
        outboxRow({ kind: "notice", to, channel: attachment.channel, report: report.id, text }, now),
      );
    });
  }

  async function idle(): Promise<void> {
    while (looking || underWay.size > 0) await (looking ?? Promise.race(underWay.values()));
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

/** What the resident is told of what could not be kept. */
const notKept: Readonly<Record<Failure, string>> = {
  unreachable: "没收到，请再发一次。",
  expired: "没收到，请再发一次。",
  "refused-type": "不能收，请换一个发，或用文字说。",
  "too-large": "太大，收不了，请发小一点的，或用文字说。",
  quota: "暂时存不下，请先用文字说，东西留着交给民警。",
};
