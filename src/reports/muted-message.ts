import { meantIn } from "../domain/meant.ts";
import type { Mute } from "../domain/mutes.ts";
import { fileReport, supplement } from "../domain/report-actions.ts";
import type { Changed } from "../domain/report-change.ts";
import { type Attachment, isOpen } from "../domain/reports.ts";
import { newId } from "../lib/ids.ts";
import { monthIn } from "../lib/time.ts";
import type { Tx } from "../store/store.ts";
import { jobs, said } from "./as-told.ts";
import { audit, type Turn } from "./kept-message.ts";
import { type NoticeContext, tellOfficers } from "./notices.ts";

const NEWS = "禁言的账号又发来消息，都记在这件里，不再提醒。";

/**
 * Keeps what a muted account writes in one report for leaders, who hear of it once; nobody is answered. Gives whether it
 * began the report.
 */
export async function keepMuted(
  context: NoticeContext,
  { t, contact, message, told, now }: Pick<Turn, "t" | "contact" | "message" | "told" | "now">,
  mute: Mute,
): Promise<"filed" | "added"> {
  const known = mute.report === undefined ? undefined : await t.reports.get(mute.report);
  const moment = { now, newId };
  const meant = meantIn(told.whole, await t.officers.all());
  if (known && isOpen(known)) {
    const files = jobs(known.id, message, now);
    const all = [...new Set([...(known.meant ?? []), ...meant])];
    const more = all.length > 0 ? { meant: all } : {};
    const { report, entries } = supplement(known, said(message, told, files), more, moment);
    write(t, { report, entries }, files);
    audit(t, report, contact, "report.supplemented", told.whole, now);
    return "added";
  }
  const id = newId(now);
  const files = jobs(id, message, now);
  const filed = {
    id,
    number: await t.reports.nextNumber(monthIn(context.config.station.timezone, now)),
    category: "inquiry",
    priority: "normal",
    reporter: contact.id,
    restricted: true,
    ...(meant.length > 0 ? { meant } : {}),
  } as const;
  const { report, entries } = fileReport(filed, said(message, told, files), moment);
  write(t, { report, entries }, files);
  audit(t, report, contact, "report.filed", told.whole, now);
  t.mutes.put({ ...mute, report: id });
  await tellOfficers(t, report, NEWS, context, now);
  return "filed";
}

/** Neither urgent nor due at any time: nothing else follows from it. */
function write(t: Tx, { report, entries }: Changed, files: readonly Attachment[]): void {
  t.reports.put(report);
  for (const entry of entries) t.reports.append(entry);
  for (const file of files) t.attachments.put(file);
}
