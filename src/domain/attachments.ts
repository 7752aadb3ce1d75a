import type { Attachment } from "./reports.ts";

/** A picture that an officer sends a resident, drawn anew and stored: a JPEG. */
export interface SentPicture {
  /** SHA-256 of the content in hex. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

/** What came with an officer's form: read, looked into, not yet on the disk. */
export interface Upload {
  readonly kind: "image" | "voice";
  readonly content: Uint8Array;
  /** SHA-256 of the content in hex. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
  readonly mime: string;
  /** Of a recording, where its format tells. */
  readonly seconds?: number;
}

/** What an officer's computer shows without running anything, by content; and what such a file is called at its end. */
const shown: ReadonlyMap<string, string> = new Map([
  ["image/jpeg", "jpg"],
  ["image/png", "png"],
  ["image/apng", "png"],
  ["image/gif", "gif"],
  ["image/webp", "webp"],
  ["image/bmp", "bmp"],
  ["image/tiff", "tif"],
  ["image/avif", "avif"],
  ["image/heic", "heic"],
  ["image/heic-sequence", "heic"],
  ["image/heif", "heif"],
  ["image/heif-sequence", "heif"],
  ["audio/amr", "amr"],
  ["audio/silk", "silk"],
  ["audio/mpeg", "mp3"],
  ["audio/mp4", "m4a"],
  ["audio/x-m4a", "m4a"],
  ["audio/aac", "aac"],
  ["audio/wav", "wav"],
  ["audio/ogg", "ogg"],
  ["audio/ogg; codecs=opus", "opus"],
  ["audio/flac", "flac"],
  ["video/mp4", "mp4"],
  ["video/x-m4v", "m4v"],
  ["video/quicktime", "mov"],
  ["video/webm", "webm"],
  ["video/matroska", "mkv"],
  ["video/vnd.avi", "avi"],
  ["video/3gpp", "3gp"],
  ["video/3gpp2", "3g2"],
  ["video/mpeg", "mpg"],
  ["video/mp2t", "ts"],
  ["video/x-flv", "flv"],
  ["application/pdf", "pdf"],
  ["text/plain", "txt"],
  ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"],
  ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"],
  ["application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"],
]);

/** Whether content of this type (as the content itself tells, never its sender) may go to an officer by chat. */
function isShowable(mime: string | undefined): boolean {
  return shown.has(mime ?? "");
}

/** Kept, but handed out on the station's own computer alone, with a warning. */
export function isHeldBack({ state, held, mime }: Pick<Attachment, "state" | "held" | "mime">): boolean {
  return state === "stored" && (held === true || !isShowable(mime));
}

/** `R2611-0042-1.jpg`: the report's number and the place among its attachments, from 1. Never a stranger's name. */
export function attachmentFileName(number: string, place: number, mime: string | undefined): string {
  return `${number}-${place}.${shown.get(mime ?? "") ?? "bin"}`;
}

/** What came as a picture and is none, is a file. */
export function kindOfContent(kind: Attachment["kind"], mime: string): Attachment["kind"] {
  return kind === "image" && !mime.startsWith("image/") ? "file" : kind;
}
