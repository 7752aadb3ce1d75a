import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { decryptFile } from "@wecom/aibot-node-sdk";
import { type Download, DownloadError } from "../channel.ts";

/** Where a file of a message lies: five minutes long, encrypted with a key of its own. */
export interface MediaRef {
  readonly url: string;
  readonly aesKey?: string | undefined;
}

export function writeRef(ref: MediaRef): string {
  return JSON.stringify(ref);
}

/** WeCom takes no larger ones from people either. */
const LARGEST = 100 * 1024 * 1024;

/** Opens what `writeRef` wrote, deciphered. Rejects with `DownloadError`. */
export async function openMedia(
  ref: string,
  fetchFile: (url: string) => Promise<Download>,
): Promise<Download> {
  const { url, aesKey } = parse(ref);
  const { stream, ...rest } = await fetchFile(url);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > LARGEST) throw new DownloadError("refused", "larger than the limit");
    chunks.push(chunk as Buffer);
  }
  const whole = Buffer.concat(chunks);
  if (aesKey === undefined) return { ...rest, stream: Readable.from([whole]) };
  try {
    // What the server calls it is the cipher's type, not the file's.
    const { mime: _, ...names } = rest;
    return { ...names, stream: Readable.from([decryptFile(whole, aesKey)]) };
  } catch (cause) {
    throw new DownloadError("refused", "not to be deciphered", { cause });
  }
}

/** Opens an address wherever it leads: that of a private deployment (政务微信), named in jingmin.yaml, lies inside. */
export async function fetchInside(url: string): Promise<Download> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    if (!response.ok || !response.body) throw new DownloadError("expired", `status ${response.status}`);
    return { stream: Readable.fromWeb(response.body as ReadableStream) };
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError("unreachable", "no answer");
  }
}

function parse(ref: string): MediaRef {
  try {
    return JSON.parse(ref) as MediaRef;
  } catch (cause) {
    throw new DownloadError("refused", "no reference of this channel", { cause });
  }
}
