import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import type { Attachment } from "../domain/reports.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";

/** Something that came with a report and is stored. */
export interface AttachmentRead {
  readonly done: Attachment & { readonly hash: string };
  /** Its place among the report's attachments, from 1. */
  readonly place: number;
}

/**
 * One of a report's attachments, for an officer who may read the report. That it was taken out as it came is in the
 * audit; that it was looked at in small, with the page that shows the report, is not: the reading of that one is.
 */
export async function readAttachment(
  context: ActionContext,
  actor: Actor,
  { number, id, small = false }: OnReport & { readonly id: string; readonly small?: boolean },
): Promise<AttachmentRead | ReportRefused | { readonly refused: "not-stored" }> {
  const { store, clock } = context;
  const found = await findReport(store, context, actor, { action: "report.read", number });
  if ("refused" in found) return found;
  const { report, officer } = found;
  const all = await store.attachments.ofReport(report.id);
  const index = all.findIndex((one) => one.id === id);
  const attachment = all[index];
  if (attachment?.state !== "stored" || attachment.hash === undefined) return { refused: "not-stored" };
  if (!small)
    await store.tx(async (t) =>
      t.audit.append({
        at: clock.now().toISOString(),
        actor: { officer: officer.id },
        action: "report.attachments",
        subject: { kind: "report", id: report.id },
      }),
    );
  return { done: { ...attachment, hash: attachment.hash }, place: index + 1 };
}
