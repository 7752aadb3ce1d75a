import { Readable } from "node:stream";
import { z } from "zod";
import { type Download, DownloadError } from "../channel.ts";
import { CallError, type Calls } from "./calls.ts";
import { fetchForward } from "./forwards.ts";
import { MAX_PAYLOAD } from "./line.ts";
import { type MediaRef, readRef } from "./media-ref.ts";
import { numeric } from "./outgoing.ts";
import { forwardLines } from "./segments.ts";

const string = z.string().optional().catch(undefined);
const fileAnswer = z.object({ url: string, file: string, base64: string, file_name: string });

/**
 * Opens a medium: its address first (good for an hour or two), then whatever call the implementation has for it. The
 * path of a file on the implementation's own disk is never read: it may be another machine, and it is not ours to trust.
 */
export function createMedia(deps: {
  call: Calls["call"];
  fetchPublic: (url: string) => Promise<Download>;
}): (ref: string) => Promise<Download> {
  return async (text) => {
    const ref = readRef(text);
    if (!ref) throw new DownloadError("refused", "not a reference of this channel");
    if (ref.kind === "forward") return forwarded(ref);
    const named = (download: Download) => (ref.name ? { name: ref.name, ...download } : download);
    const tries = [
      // Converted first: officers cannot play AMR and SILK.
      ...(ref.kind === "voice" ? requests(ref) : []),
      ...(ref.url ? [{ url: ref.url }] : []),
      ...(ref.kind === "voice" ? [] : requests(ref)),
    ];
    const failures: DownloadError[] = [];
    for (const attempt of tries) {
      try {
        return named("url" in attempt ? await deps.fetchPublic(attempt.url) : await ask(...attempt));
      } catch (error) {
        failures.push(asDownloadError(error));
      }
    }
    throw worst(failures);
  };

  async function ask(action: string, params: Record<string, unknown>): Promise<Download> {
    const answer = fileAnswer.safeParse(await deps.call(action, params, { timeout: 60_000 }));
    if (!answer.success) throw new DownloadError("expired", "no file in the answer");
    const { url, file, base64, file_name: name } = answer.data;
    const embedded = base64 || /^base64:\/\/(.*)$/s.exec(file ?? "")?.[1];
    if (embedded) return { stream: Readable.from([Buffer.from(embedded, "base64")]), ...(name && { name }) };
    const address = [url, file].find((candidate) => /^https?:\/\//.test(candidate ?? ""));
    if (!address) throw new DownloadError("unreachable", "a path on the other machine");
    return deps.fetchPublic(address);
  }

  async function forwarded(ref: MediaRef): Promise<Download> {
    try {
      const lines = forwardLines(await fetchForward(deps.call, ref.id ?? ""), ref.peer);
      if (lines.length === 0) throw new DownloadError("expired", "an empty conversation");
      return {
        stream: Readable.from([Buffer.from(lines.join("\n"))]),
        mime: "text/plain",
        ...(ref.name && { name: ref.name }),
      };
    } catch (error) {
      throw asDownloadError(error);
    }
  }
}

/** Answered in base64, what is larger would be past the limit of a frame and end the connection. */
const LARGEST_IN_A_FRAME = 0.7 * MAX_PAYLOAD;

/** The calls that may give the file, best first. */
function requests({
  kind,
  peer,
  file,
  id,
  size = 0,
}: MediaRef): [action: string, params: Record<string, unknown>][] {
  const byFile = { file: file ?? id };
  const getFile: [string, Record<string, unknown>] = ["get_file", { file_id: id ?? file, file: file ?? id }];
  if (kind === "image") return [["get_image", byFile], getFile];
  if (kind === "voice") return [["get_record", { ...byFile, out_format: "mp3" }], getFile];
  const byFrame = size > LARGEST_IN_A_FRAME ? [] : [getFile];
  if (kind === "video") return byFrame;
  return peer.kind === "user"
    ? [["get_private_file_url", { user_id: numeric(peer.id), file_id: id ?? file }], ...byFrame]
    : [["get_group_file_url", { group_id: numeric(peer.id), file_id: id ?? file }], ...byFrame];
}

function asDownloadError(error: unknown): DownloadError {
  if (error instanceof DownloadError) return error;
  const refused = error instanceof CallError && error.fault === "failed";
  return new DownloadError(refused ? "expired" : "unreachable", "the implementation gave no file", {
    cause: error,
  });
}

/** Worth another try if any way was only unreachable; refused where one was; else expired. */
function worst(failures: readonly DownloadError[]): DownloadError {
  const by = (reason: DownloadError["reason"]) => failures.find((f) => f.reason === reason);
  return (
    by("unreachable") ?? by("refused") ?? failures[0] ?? new DownloadError("expired", "no way to fetch it")
  );
}
