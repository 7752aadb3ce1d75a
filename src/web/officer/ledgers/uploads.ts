import type { Context } from "hono";
import { keepContent } from "../../../attachments/keep-content.ts";
import { readUploads } from "../../../attachments/read-uploads.ts";
import { QUOTA } from "../../../attachments/shares.ts";
import type { Upload } from "../../../domain/attachments.ts";
import type { Ledger } from "../../../domain/ledgers.ts";
import { type FormFiles, fileFields } from "../../../ledgers/entry-files.ts";
import type { OfficerParts } from "../parts/me.ts";

const MB = 1024 * 1024;
/** Bytes of a form with files. */
export const MAX_UPLOAD = 50 * MB;
export const UPLOAD_TOO_LARGE = `一次最多发${MAX_UPLOAD / MB}兆，没有收。请退回去少选几张，分几次发。`;

const FORMS = /^\/officer\/ledgers\/[^/]+\/(?:new|[^/]+\/(?:move|files))$/;
/** Whether a form at this path may bring files: others are far smaller. */
export function takesFiles(path: string): boolean {
  return FORMS.test(path);
}

/** The files of a form, looked into; they are written to the disk by `keep` alone. */
export async function readFiles(
  c: Context,
  ledger: Ledger,
  { actions, attachmentPath }: Pick<OfficerParts, "actions" | "attachmentPath">,
): Promise<FormFiles | { readonly wrong: string }> {
  const form = await c.req.parseBody({ all: true });
  const byField: Record<string, readonly Upload[]> = {};
  for (const { id, type } of fileFields(ledger)) {
    const files = [form[`f-${id}`]].flat().filter((one) => one instanceof File);
    const read = await readUploads(files, type === "voice" ? "voice" : "image");
    if ("wrong" in read) return read;
    byField[id] = read.done;
  }
  const all = Object.values(byField).flat();
  const bytes = all.reduce((sum, { size }) => sum + size, 0);
  if (bytes > 0 && bytes > QUOTA - (await actions.store.attachments.storedBytes()))
    return { wrong: "存照片的地方满了，收不下。文字可以先记，请管理员清理。" };
  return {
    byField,
    async keep() {
      for (const { content, hash } of all) await keepContent(content, attachmentPath(hash));
    },
  };
}
