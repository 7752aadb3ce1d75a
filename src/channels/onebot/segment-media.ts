import { plain } from "../cards.ts";
import type { InboundAttachment } from "../channel.ts";
import type { Segment } from "./cq.ts";
import { type MediaRef, writeRef } from "./media-ref.ts";

/** Types of segments that are media. */
export const mediaKinds: Partial<Record<string, InboundAttachment["kind"]>> = {
  image: "image",
  record: "voice",
  video: "video",
  file: "file",
};
/** What stands for one in a line of a forwarded conversation. */
export const mediaNames = { image: "图片", voice: "语音", video: "视频", file: "文件" };

/** Stickers arrive as pictures of another sub-type; a sticker is no evidence. */
export function isSticker(data: Segment["data"]): boolean {
  // NapCat: a sticker of the shop is an image with these and no sub-type.
  if (plain(data.emoji_id) || plain(data.emoji_package_id)) return true;
  const sub = plain(data.sub_type ?? data.subType);
  return sub !== "" && sub !== "0" && /表情/.test(plain(data.summary));
}

/** A medium as an attachment. Absent where there is nothing to fetch it by. */
export function mediaAttachment(
  kind: InboundAttachment["kind"],
  data: Segment["data"],
  peer: MediaRef["peer"],
): InboundAttachment | undefined {
  const name = plain(data.name) || plain(data.file_name) || (kind === "file" ? plain(data.file) : "");
  const bytes = Number(plain(data.file_size) || Number.NaN);
  const size = Number.isFinite(bytes) && bytes >= 0 ? { size: bytes } : {};
  const file = plain(data.file);
  const url = plain(data.url) || (/^https?:/.test(file) ? file : "");
  const id = plain(data.file_id) || plain(data.id);
  if (!url && !file && !id) return undefined;
  const known = { ...(url && { url }), ...(file && { file }), ...(id && { id }), ...(name && { name }) };
  return { kind, ref: writeRef({ kind, peer, ...known, ...size }), ...(name && { name }), ...size };
}
