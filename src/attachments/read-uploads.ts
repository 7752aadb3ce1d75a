import { createHash } from "node:crypto";
import { fileTypeFromBuffer } from "file-type";
import { isSilk } from "silk-wasm";
import type { Upload } from "../domain/attachments.ts";
import { isHeldBack } from "../domain/attachments.ts";
import { reEncoded } from "./re-encode.ts";
import { MOST_PICTURES } from "./receive-pictures.ts";
import { voiceSeconds } from "./voice-length.ts";

const MB = 1024 * 1024;
/** Bytes of one file, as in chat. */
const LARGEST = 20 * MB;

/** What came with an officer's form, in memory; `wrong`: the sentence that says what cannot be taken. */
export type ReadUploads = { readonly done: readonly Upload[] } | { readonly wrong: string };

/**
 * Files of one field of a form, told by their content and never by their names. Pictures are drawn anew, so that no
 * place, time or camera stays in them; recordings stay as they are. A field that was left empty has none.
 */
export async function readUploads(files: readonly File[], kind: "image" | "voice"): Promise<ReadUploads> {
  const given = files.filter(({ size }) => size > 0);
  if (given.length > MOST_PICTURES) return { wrong: `一次最多${MOST_PICTURES}个，请分几次。` };
  const done: Upload[] = [];
  for (const file of given) {
    if (file.size > LARGEST) return { wrong: `「${nameOf(file)}」太大，一个最多${LARGEST / MB}兆。` };
    const content = new Uint8Array(await file.arrayBuffer());
    const read = kind === "image" ? await picture(content) : await recording(content);
    if (!read)
      return {
        wrong:
          kind === "image"
            ? `「${nameOf(file)}」不是照片，要 JPG、PNG 或 WebP。`
            : `「${nameOf(file)}」不是录音，要 MP3、M4A、WAV、AMR 或 OGG。`,
      };
    done.push(read);
  }
  return { done };
}

async function picture(content: Uint8Array): Promise<Upload | undefined> {
  const drawn = await reEncoded(content);
  return drawn && { ...contentOf(drawn), kind: "image", mime: "image/jpeg" };
}

async function recording(content: Uint8Array): Promise<Upload | undefined> {
  const mime = isSilk(content) ? "audio/silk" : (await fileTypeFromBuffer(content))?.mime;
  if (!mime?.startsWith("audio/") || isHeldBack({ state: "stored", mime })) return undefined;
  const seconds = voiceSeconds(Buffer.from(content));
  return { ...contentOf(content), kind: "voice", mime, ...(seconds === undefined ? {} : { seconds }) };
}

function contentOf(content: Uint8Array) {
  return { content, hash: createHash("sha256").update(content).digest("hex"), size: content.length };
}

/** Enough of a file's name to know which of them is meant. */
function nameOf({ name }: File): string {
  const plain = (name.split(/[\\/]/).at(-1) ?? "").replaceAll(/\p{C}/gu, "");
  return [...plain].slice(-24).join("") || "文件";
}
