import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import { type Channel, type Download, DownloadError } from "../channels/channel.ts";
import { kindOfContent } from "../domain/attachments.ts";
import type { Attachment } from "../domain/reports.ts";
import type { Clock } from "../lib/clock.ts";
import { contentType } from "./content-type.ts";
import { voiceSeconds } from "./voice-length.ts";

const MB = 1024 * 1024;
/** Bytes one attachment may have. */
const LIMITS: Record<Attachment["kind"], number> = {
  image: 20 * MB,
  voice: 20 * MB,
  file: 50 * MB,
  video: 200 * MB,
};
/** How long one download may take, and how long it may say nothing once it has begun. */
const LONGEST_MS = 180_000;
const SILENCE_MS = 30_000;
type Failure = NonNullable<Attachment["failure"]>;

/** `failure`: for good; `again`: the network, or our own disk, may do it another time. */
export type Outcome =
  | (Required<Pick<Attachment, "hash" | "size" | "mime">> & Pick<Attachment, "kind" | "held" | "seconds">)
  | { readonly failure: Failure }
  | { readonly again: "network" }
  | { readonly again: "disk"; readonly error: string };

/** Path of a stored content, by its SHA-256 in hex; the store looks there when it backs up, verifies and erases. */
export function attachmentPath(dir: string, hash: string): string {
  return join(dir, hash);
}

/** Brings contents into the folder: each to a temporary file, fsynced, then renamed to its hash. */
export interface Downloads {
  /** `room`: bytes that may still be stored. */
  get(job: Attachment, room: number): Promise<Outcome>;
  /** Ends those under way: each may be had again. */
  breakOff(): void;
  /** Removes what a crash has left half written; only while none is under way. */
  sweep(): Promise<void>;
}

export function createDownloads(deps: {
  channels: ReadonlyMap<string, Channel>;
  clock: Clock;
  dir: string;
}): Downloads {
  const { channels, clock, dir } = deps;
  const underWay = new Set<AbortController>();

  async function get(job: Attachment, room: number): Promise<Outcome> {
    const channel = channels.get(job.channel);
    const { ref } = job;
    if (!channel || !ref) return { failure: "expired" };
    if (room <= 0) return { failure: "quota" };
    const temporary = join(dir, `.incoming-${randomUUID()}`);
    const control = new AbortController();
    underWay.add(control);
    const cancel = clock.after(LONGEST_MS, () => control.abort());
    try {
      const begin = () => openWithin(channel, ref, control.signal);
      return await receive(job, { temporary, room, control, begin });
    } catch (error) {
      if (!(error instanceof DownloadError)) return { again: "disk", error: wordOf(error) };
      if (error.reason === "unreachable") return { again: "network" };
      return { failure: error.reason === "expired" ? "expired" : "refused-type" };
    } finally {
      cancel();
      underWay.delete(control);
      await rm(temporary, { force: true });
    }
  }

  async function receive(
    { kind, name }: Attachment,
    how: { temporary: string; room: number; control: AbortController; begin: () => Promise<Download> },
  ): Promise<Outcome> {
    const { temporary, room, control } = how;
    await mkdir(dir, { recursive: true });
    const hash = createHash("sha256");
    let size = 0;
    const file = await open(temporary, "wx", 0o600);
    try {
      const { stream } = await how.begin();
      for await (const chunk of chunksOf(stream, () => clock.after(SILENCE_MS, () => control.abort()))) {
        size += chunk.length;
        if (size > LIMITS[kind]) return { failure: "too-large" };
        if (size > room) return { failure: "quota" };
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      if (size === 0) throw new DownloadError("unreachable", "nothing in it");
      await file.datasync();
    } finally {
      await file.close();
    }
    const { mime, held } = await contentType(temporary, name);
    const seconds = kind === "voice" ? voiceSeconds(await readFile(temporary)) : undefined;
    const digest = hash.digest("hex");
    await rename(temporary, attachmentPath(dir, digest));
    await syncFolder(dir);
    return {
      hash: digest,
      size,
      mime,
      kind: kindOfContent(kind, mime),
      ...(held && { held }),
      ...(seconds !== undefined && { seconds }),
    };
  }

  return {
    get,
    breakOff() {
      for (const control of underWay) control.abort();
    },
    async sweep() {
      for (const name of await readdir(dir).catch(() => [])) {
        if (name.startsWith(".incoming-")) await rm(join(dir, name), { force: true });
      }
    },
  };
}

/** The content behind `ref`; its stream, too, ends with `signal`. */
export async function openWithin(channel: Channel, ref: string, signal: AbortSignal): Promise<Download> {
  if (signal.aborted) throw new DownloadError("unreachable", "broken off");
  const opening = channel.download(ref);
  let givenUp = () => {};
  const ended = new Promise<never>((_, reject) => {
    givenUp = () => reject(new DownloadError("unreachable", "broken off"));
  });
  signal.addEventListener("abort", givenUp);
  try {
    const download = await Promise.race([opening, ended]);
    addAbortSignal(signal, download.stream);
    return download;
  } catch (error) {
    // Nobody waits for it any more.
    opening.then(
      ({ stream }) => stream.on("error", () => {}).destroy(),
      () => {},
    );
    throw asDownloadError(error);
  } finally {
    signal.removeEventListener("abort", givenUp);
  }
}

/** `wait` begins to wait for the next bytes, and returns what ends that. */
async function* chunksOf(stream: Readable, wait: () => () => void): AsyncGenerator<Uint8Array> {
  let heard = wait();
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      heard();
      yield chunk;
      heard = wait();
    }
  } catch (error) {
    throw asDownloadError(error);
  } finally {
    heard();
    stream.destroy();
  }
}

/** Whatever comes out of a channel is the network's doing; what our own disk says is not. */
function asDownloadError(cause: unknown): DownloadError {
  return cause instanceof DownloadError ? cause : new DownloadError("unreachable", "broken off", { cause });
}

/** `ENOSPC` and the like; a message would name files. */
function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error ? String(error.code) : error.name;
}

/** Makes the new name durable before the row says that it is there. Windows cannot sync a folder. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(dir, "r");
  await folder.sync().finally(() => folder.close());
}
