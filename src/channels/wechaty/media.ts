import type { Clock } from "../../lib/clock.ts";
import { type Download, DownloadError } from "../channel.ts";
import type { RemotePuppet } from "./puppet.ts";
import { within } from "./waiting.ts";

/** The gateway fetches the file from WeChat before it answers. */
const FILE_LIMIT_MS = 60_000;

interface MediaRef {
  readonly epoch: string;
  readonly message: string;
}

/** The handle of the file behind a message. */
export function refOf(ref: MediaRef): string {
  return JSON.stringify([ref.epoch, ref.message]);
}

/** @throws DownloadError `refused` for what `refOf` did not write */
export function parseRef(text: string): MediaRef {
  try {
    const [epoch, message] = JSON.parse(text) as unknown[];
    if (typeof epoch === "string" && typeof message === "string") return { epoch, message };
  } catch {
    // Falls through to the refusal.
  }
  throw new DownloadError("refused", "not a handle of this channel");
}

/** @throws DownloadError */
export async function openMedia(puppet: RemotePuppet, message: string, clock: Clock): Promise<Download> {
  try {
    const box = await within(clock, FILE_LIMIT_MS, puppet.messageFile(message));
    const stream = await within(clock, FILE_LIMIT_MS, box.toStream());
    // It may break off before anybody reads it: an error that nobody hears would end the process.
    stream.on("error", () => {});
    return { stream, name: box.name, mime: box.mediaType };
  } catch (error) {
    throw new DownloadError("unreachable", "the gateway did not give the file", { cause: error });
  }
}
