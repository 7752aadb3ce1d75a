import type { OutgoingFile } from "../channels/channel.ts";
import { attachmentFileName, isHeldBack } from "../domain/attachments.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { Reads } from "../store/store.ts";

/** The files to send along: only to officers, under our own names, and none that could run on their computers. */
export async function filesOf(
  row: Delivery,
  reads: Pick<Reads, "attachments" | "reports">,
  attachmentPath: (hash: string) => string,
): Promise<{ files?: OutgoingFile[] }> {
  if (!row.attachments || !("officer" in row.to)) return {};
  const files: OutgoingFile[] = [];
  for (const id of row.attachments) {
    const attachment = await reads.attachments.get(id);
    if (!attachment?.hash || isHeldBack(attachment)) continue;
    const number = (await reads.reports.get(attachment.report))?.number ?? "";
    const all = await reads.attachments.ofReport(attachment.report);
    const place = all.findIndex((one) => one.id === id) + 1;
    files.push({
      kind: attachment.kind,
      name: attachmentFileName(number, place, attachment.mime),
      mime: attachment.mime ?? "application/octet-stream",
      path: attachmentPath(attachment.hash),
    });
  }
  return { files };
}
