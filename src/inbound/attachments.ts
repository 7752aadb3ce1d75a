import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileTypeFromFile } from "file-type";
import { type Channel, DownloadError } from "../channels/channel.ts";
import type { Outbox } from "../delivery/outbox.ts";
import { outboxRow } from "../delivery/outbox-row.ts";
import type { Attachment } from "../domain/reports.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store } from "../store/store.ts";
import { attachmentWord } from "./receipt.ts";

const MB = 1024 * 1024;
/** Bytes one attachment may have. */
const LIMITS: Record<Attachment["kind"], number> = {
  image: 20 * MB,
  voice: 20 * MB,
  file: 50 * MB,
  video: 200 * MB,
};
/** Bytes of all attachments together. */
const QUOTA = 20 * 1024 * MB;
const ATTEMPTS = 6;
const FIRST_PAUSE = 15_000;
/** What can run on an officer's computer is not kept. */
const REFUSED = /x-msdownload|x-msi|x-elf|x-mach|java-archive|x-apple-diskimage|vnd\.android\.package/;

type Failure = NonNullable<Attachment["failure"]>;

export interface AttachmentFetcher {
  /** Looks for what is due and begins; returns at once. */
  fetch(): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Path of a stored content, by its SHA-256 in hex; the store looks there when it backs up, verifies and erases. */
export function attachmentPath(dir: string, hash: string): string {
  return join(dir, hash);
}

/**
 * Downloads what came with reports: a durable job each, to a temporary file, fsynced, renamed to its hash, then marked
 * in a transaction. A job survives a restart and is tried again with growing pauses.
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
  const { store, outbox, channels, clock, logger, dir } = deps;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let cancelTimer = () => {};

  async function round(): Promise<void> {
    do {
      again = false;
      const now = clock.now().toISOString();
      const pending = await store.attachments.pending();
      for (const job of pending) {
        if (stopped) return;
        if ((job.nextAttemptAt ?? "") <= now) await one(job);
      }
      const left = (await store.attachments.pending()).flatMap((a) => a.nextAttemptAt ?? []).sort();
      cancelTimer();
      if (left[0]) cancelTimer = clock.after(Date.parse(left[0]) - clock.now().getTime(), fetch);
    } while (again && !stopped);
  }

  function fetch(): void {
    again = true;
    if (running || stopped) return;
    running = round()
      .catch((error: Error) => {
        logger.error({ error: error.name }, "fetching attachments failed");
        // The store may have been full for the moment.
        if (!stopped) cancelTimer = clock.after(FIRST_PAUSE, fetch);
      })
      .finally(() => {
        running = undefined;
      });
  }

  async function one(job: Attachment): Promise<void> {
    const outcome = await download(job);
    const { ref: _, nextAttemptAt: __, ...done } = job;
    const attempts = job.attempts + 1;
    if ("hash" in outcome) return settle({ ...done, ...outcome, attempts, state: "stored" });
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

  async function download(
    job: Attachment,
  ): Promise<{ hash: string; size: number; mime: string } | { failure: Failure; final: boolean }> {
    const channel = channels.get(job.channel);
    if (!channel || !job.ref) return { failure: "expired", final: true };
    const temporary = join(dir, `.incoming-${randomUUID()}`);
    try {
      await mkdir(dir, { recursive: true });
      const { stream, mime } = await channel.download(job.ref);
      const hash = createHash("sha256");
      let size = 0;
      const room = QUOTA - (await store.attachments.storedBytes());
      const file = await open(temporary, "wx", 0o600);
      try {
        for await (const chunk of stream as AsyncIterable<Uint8Array>) {
          size += chunk.length;
          if (size > LIMITS[job.kind]) return { failure: "too-large", final: true };
          if (size > room) return { failure: "quota", final: true };
          hash.update(chunk);
          await file.writeFile(chunk);
        }
        await file.datasync();
      } finally {
        await file.close();
        stream.destroy();
      }
      const found = (await fileTypeFromFile(temporary))?.mime ?? mime ?? "application/octet-stream";
      if (REFUSED.test(found) || (job.kind === "image" && !found.startsWith("image/"))) {
        return { failure: "refused-type", final: true };
      }
      const digest = hash.digest("hex");
      await rename(temporary, attachmentPath(dir, digest));
      await syncFolder(dir);
      return { hash: digest, size, mime: found };
    } catch (error) {
      if (!(error instanceof DownloadError)) return { failure: "unreachable", final: false };
      if (error.reason === "unreachable") return { failure: "unreachable", final: false };
      return { failure: error.reason === "expired" ? "expired" : "refused-type", final: true };
    } finally {
      await rm(temporary, { force: true });
    }
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

  return {
    fetch,
    async idle() {
      while (running) await running;
    },
    async stop() {
      stopped = true;
      cancelTimer();
      while (running) await running;
      // What a crash left half written is of no use to anybody.
      for (const name of await readdir(dir).catch(() => [])) {
        if (name.startsWith(".incoming-")) await rm(join(dir, name), { force: true });
      }
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

/** Makes the new name durable before the row says that it is there. Windows cannot sync a folder. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(dir, "r");
  await folder.sync().finally(() => folder.close());
}
