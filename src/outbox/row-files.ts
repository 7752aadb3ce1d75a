import type { OutgoingFile } from "../channels/channel.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { Reads } from "../store/store.ts";

/** Stored attachments go to officers only. */
export async function filesOf(
  row: Delivery,
  reads: Pick<Reads, "attachments">,
  attachmentPath: (hash: string) => string,
): Promise<{ files?: OutgoingFile[] }> {
  if (!row.attachments || !("officer" in row.to)) return {};
  const files: OutgoingFile[] = [];
  for (const id of row.attachments) {
    const attachment = await reads.attachments.get(id);
    if (!attachment?.hash) continue;
    files.push({
      kind: attachment.kind,
      name: attachment.name ?? attachment.hash.slice(0, 12),
      mime: attachment.mime ?? "application/octet-stream",
      path: attachmentPath(attachment.hash),
    });
  }
  return { files };
}
