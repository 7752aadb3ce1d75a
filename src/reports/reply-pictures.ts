import type { ActionContext } from "../app/bot-context.ts";
import type { SentPicture } from "../domain/attachments.ts";
import type { Actor, OfficerId } from "../domain/people.ts";
import type { Attachment, Report } from "../domain/reports.ts";
import { newId } from "../lib/ids.ts";
import { isStale } from "../outbox/index.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";

/** Whether the officer may send pictures on this report, and its resident's network takes them: asked before any is fetched. */
export async function maySendPictures(
  context: ActionContext,
  actor: Actor,
  { number }: OnReport,
): Promise<{ readonly done: Report } | ReportRefused | { readonly refused: "takes-no-pictures" }> {
  const { store, channels } = context;
  const found = await findReport(store, context, actor, { action: "report.reply", number });
  if ("refused" in found) return found;
  const contact = await store.contacts.get(found.report.reporter);
  const address = contact?.addresses.find((one) => !isStale(one, channels));
  const channel = address && channels.get(address.channel);
  return channel && !channel.capabilities.image ? { refused: "takes-no-pictures" } : { done: found.report };
}

/** The rows of pictures that an officer sends. */
export function pictureRows(
  report: Report,
  by: OfficerId,
  pictures: readonly SentPicture[],
  now: Date,
): Attachment[] {
  return pictures.map(({ hash, size }) => ({
    id: newId(now),
    report: report.id,
    kind: "image",
    channel: "",
    state: "stored",
    attempts: 0,
    hash,
    size,
    mime: "image/jpeg",
    sentBy: by,
    receivedAt: now.toISOString(),
  }));
}
