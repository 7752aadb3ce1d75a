import type { InboundMessage } from "../channels/channel.ts";
import type { Told } from "../domain/decide.ts";
import type { Attachment, Category, Report } from "../domain/reports.ts";
import { newId } from "../lib/ids.ts";

/** What a report is filed under; what nobody could name is 求助, so that somebody looks. */
export function categoryOf(told: Told): Category {
  if (told.text === "") return "help";
  return told.category ?? (told.restricted ? "complaint" : told.danger ? "help" : "inquiry");
}

/** The category that is nearly as likely as the one it was filed under. */
export function orElseOf({ unsure, chances }: Told, { category }: Report): Category | undefined {
  return unsure ? chances?.categories.slice(0, 2).find(({ is }) => is !== category)?.is : undefined;
}

/** When it was said: what was written while nobody listened keeps the time at which it was. */
export function saidAt({ past, at }: Pick<InboundMessage, "past" | "at">, now: Date): Date {
  return past && at < now ? at : now;
}

export function said(
  message: InboundMessage,
  { whole: text }: { readonly whole: string },
  attachments: readonly Attachment[],
) {
  const ids = attachments.map(({ id }) => id);
  return { text, message: message.id, ...(ids.length > 0 ? { attachments: ids } : {}) };
}

export function marksOf({ restricted, sensitive, offence }: Told): Partial<Report> {
  return {
    ...(restricted ? { restricted: true } : {}),
    ...(sensitive ? { sensitive: true } : {}),
    ...(offence ? { offence: "proposed" } : {}),
  };
}

export function jobs(report: string, message: InboundMessage, now: Date): Attachment[] {
  return message.attachments.map(({ kind, name, ref }) => ({
    id: newId(now),
    report,
    kind,
    ...(name ? { name } : {}),
    channel: message.channel,
    ref,
    state: "pending",
    attempts: 0,
    receivedAt: now.toISOString(),
  }));
}
