import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { attachmentFileName, isHeldBack } from "../domain/attachments.ts";
import { UserFacingError } from "../domain/errors.ts";
import { showableLine } from "../domain/showable.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/store.ts";
import { attachmentPath } from "./attachment-download.ts";

const kinds = { image: "照片", voice: "语音", video: "视频", file: "文件" };

/**
 * Copies what came with a report into `to/R2611-0042/`, on the station's own computer: also what no officer gets by
 * chat. It is in the audit. Returns lines to print. Throws `UserFacingError` for an unknown number.
 */
export async function handOutAttachments(
  { store, clock, dir }: { store: Store; clock: Clock; dir: string },
  { number = "", to = "" }: { readonly number?: string; readonly to?: string },
): Promise<string[]> {
  const report = await store.reports.byNumber(number);
  if (!report)
    throw new UserFacingError(`没有编号 ${showableLine(number, 20)} 的群众反映。编号像 R2611-0042。`);
  const all = await store.attachments.ofReport(report.id);
  if (all.length === 0) return [`${report.number} 没有附件。`];
  await store.tx(async (t) =>
    t.audit.append({
      at: clock.now().toISOString(),
      actor: { system: "command-line" },
      action: "report.attachments",
      subject: { kind: "report", id: report.id },
    }),
  );
  const folder = join(to, report.number);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lines: string[] = [];
  let held = 0;
  for (const [index, attachment] of all.entries()) {
    const label = `${index + 1} ${kinds[attachment.kind]}`;
    if (attachment.state !== "stored" || !attachment.hash) {
      lines.push(`${label}：没有收到`);
      continue;
    }
    const name = attachmentFileName(report.number, index + 1, attachment.mime);
    await copyFile(attachmentPath(dir, attachment.hash), join(folder, name));
    held += Number(isHeldBack(attachment));
    lines.push(`${label}：${name}${isHeldBack(attachment) ? "（不要直接打开）" : ""}`);
  }
  const warning =
    held > 0
      ? ["注意：标了「不要直接打开」的可能带病毒或宏。先用杀毒软件查，在不连内网、没有要紧东西的电脑上看。"]
      : [];
  return [...lines, `放在 ${folder}。看完请删掉：里面有居民的东西。`, ...warning];
}
