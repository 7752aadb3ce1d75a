import type { Channel, Content, OutgoingFile } from "../channels/channel.ts";
import { attachmentFileName, isHeldBack } from "../domain/attachments.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { Logger } from "../lib/logger.ts";
import type { Reads } from "../store/store.ts";

export interface FileSources {
  readonly logger: Logger;
  /** Absolute path of a stored attachment. */
  attachmentPath(hash: string): string;
  /** The file of an alert's picture; none where nothing is to be sent. Drawn where it must be; rejects where it cannot. */
  pictureOf?(alert: string): Promise<OutgoingFile | undefined>;
}

type NotToSend = { readonly refuse: string; readonly state: "failed" | "cancelled" };

/** What is sent for a row whose words are `text`: those with its files, or the picture alone where the row is one. */
export async function contentOf(
  row: Delivery,
  text: string,
  channel: Channel,
  sources: FileSources & { readonly reads: Pick<Reads, "attachments" | "reports"> },
): Promise<{ readonly content: Content } | NotToSend> {
  if (channel.ownerSends && row.kind === "broadcast") return ownersContent(row, text, sources);
  if (!row.pictureOf) {
    const files = await filesOf(row, sources.reads, sources.attachmentPath);
    return { content: { text, ...files, ...(row.buttons ? { buttons: row.buttons } : {}) } };
  }
  if (!channel.capabilities.image) return { refuse: "unsupported", state: "cancelled" };
  try {
    const file = await sources.pictureOf?.(row.pictureOf);
    return file ? { content: { text, files: [file] } } : { refuse: "no-picture", state: "cancelled" };
  } catch (error) {
    sources.logger.error({ err: error, delivery: row.id }, "an alert's picture could not be drawn");
    return { refuse: "no-picture", state: "failed" };
  }
}

/** One message carries all: an owner is not asked twice. Better without the picture than not at all. */
async function ownersContent(
  row: Delivery,
  text: string,
  sources: FileSources,
): Promise<{ readonly content: Content }> {
  const more = row.severe ? { severe: true } : {};
  if (!row.pictureRow || !row.alert) return { content: { text, ...more } };
  try {
    const file = await sources.pictureOf?.(row.alert);
    return { content: { text, ...more, ...(file ? { files: [file] } : {}) } };
  } catch (error) {
    sources.logger.error({ err: error, delivery: row.id }, "an alert's picture could not be drawn");
    return { content: { text, ...more } };
  }
}

/**
 * The files to send along, under our own names: to officers none that could run on their computers, to a resident only
 * what an officer sent them.
 */
async function filesOf(
  row: Delivery,
  reads: Pick<Reads, "attachments" | "reports">,
  attachmentPath: (hash: string) => string,
): Promise<{ files?: OutgoingFile[] }> {
  if (!row.attachments || "group" in row.to) return {};
  const isResident = "person" in row.to;
  const files: OutgoingFile[] = [];
  for (const id of row.attachments) {
    const attachment = await reads.attachments.get(id);
    if (!attachment?.hash || isHeldBack(attachment)) continue;
    if (isResident && attachment.sentBy === undefined) continue;
    // Where reports were merged, each resident knows the number of their own.
    const number = (await reads.reports.get((isResident && row.report) || attachment.report))?.number ?? "";
    const ofReport = await reads.attachments.ofReport(attachment.report);
    const all = isResident ? ofReport.filter(({ sentBy }) => sentBy !== undefined) : ofReport;
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
