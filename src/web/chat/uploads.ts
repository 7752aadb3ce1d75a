import { extname } from "node:path";
import { fileTypeFromBuffer } from "file-type";
import { getMimeType } from "hono/utils/mime";
import { UserFacingError } from "../../domain/errors.ts";
import type { ChatFile, Utterance } from "./room.ts";

type Upload = NonNullable<Utterance["files"]>[number];

const MB = 1024 * 1024;
const limits: Record<ChatFile["kind"], { name: string; bytes: number }> = {
  image: { name: "图片", bytes: 10 * MB },
  voice: { name: "语音", bytes: 10 * MB },
  video: { name: "视频", bytes: 50 * MB },
  file: { name: "文件", bytes: 20 * MB },
};
/** Of one request: the largest file and its wrapping. */
export const MAX_REQUEST_BYTES = 52 * MB;
export const TOO_LARGE = "一次发得太多了，最多50兆。请分几次发。";
const MAX_FILES = 9;

/** What browsers show inline without running anything. */
const pictures = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);
const documents = new Set(
  [
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".ppt",
    ".pptx",
    ".wps",
    ".txt",
    ".csv",
    ".zip",
    ".rar",
    ".7z",
  ].concat([".heic", ".silk"]),
);

/** Files of one message as the browser sent them, told by their content. Rejects with `UserFacingError`. */
export async function acceptUploads(files: readonly File[]): Promise<Upload[]> {
  if (files.length > MAX_FILES) throw new UserFacingError(`一次最多发${MAX_FILES}个文件。`);
  return Promise.all(files.map(accept));
}

async function accept(file: File): Promise<Upload> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === 0) throw new UserFacingError("这个文件是空的，请重新选。");
  const seen = (await fileTypeFromBuffer(bytes))?.mime;
  // Windows sends the whole path in some browsers; control characters have no place in a name.
  const plain = (file.name.split(/[\\/]/).at(-1) ?? "").replaceAll(/\p{Cc}/gu, "");
  // By characters: half of an emoji is no name that an address could hold.
  const name = [...plain].slice(-80).join("") || "文件";
  const kind = kindOf(seen, extname(name).toLowerCase());
  const limit = limits[kind];
  if (bytes.length > limit.bytes) {
    throw new UserFacingError(`${limit.name}太大了，最多${limit.bytes / MB}兆。`);
  }
  return { kind, name, mime: seen ?? getMimeType(name) ?? "application/octet-stream", bytes };
}

function kindOf(mime: string | undefined, extension: string): ChatFile["kind"] {
  if (mime && pictures.has(mime)) return "image";
  if (mime?.startsWith("audio/")) return "voice";
  if (mime?.startsWith("video/")) return "video";
  if (documents.has(extension) && mime !== "application/x-msdownload") return "file";
  throw new UserFacingError("这种文件发不了。可以发图片、语音、视频、PDF、Word、Excel、文本和压缩包。");
}
