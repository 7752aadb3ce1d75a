import type { InboundMessage } from "../channels/channel.ts";
import type { History, PastReport } from "../domain/decide.ts";
import type { Contact } from "../domain/people.ts";
import { asksSomething } from "../domain/report-clock.ts";
import { isOpen, type Report, type ReportEntry } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import type { Reads } from "../store/store.ts";
import { goingOn } from "./merged-reports.ts";

/** Among so many of a person's reports a message finds its own. */
const RECENT = 8;
/** Characters of what was said on a report that a message is compared with. */
const COMPARED = 1_000;

/** What is known of a person beside the reports that are stored. */
type Beside = Omit<History, "reports" | "quoted" | "question">;

/** What a person told before, as `decide` asks for it. `isFull`: whether a report takes nothing more today. */
export async function historyOf(
  reads: Reads,
  contact: Contact | undefined,
  { quoted }: Pick<InboundMessage, "quoted">,
  isFull: (report: string) => boolean,
  beside: Beside,
): Promise<History> {
  const stored = contact ? await reads.reports.newest({ reporter: contact.id }, RECENT) : [];
  const reports: PastReport[] = [];
  let ofQuoted = numberIn(quoted?.text ?? "");
  for (const report of stored) {
    const entries = await reads.reports.entries(report.id);
    const last = await goingOn(reads, report);
    // What they joined with another of theirs goes on there.
    const isJoined = last.id !== report.id && last.reporter === report.reporter;
    if (isJoined && ofQuoted === report.number) ofQuoted = last.number;
    if (!isJoined) reports.push(past(report, last, entries, isFull(report.id)));
    // Who quotes their own words means what they were said of.
    const isQuoted = entries.some((entry) => entry.kind === "said" && entry.message === quoted?.id);
    if (quoted?.id !== undefined && isQuoted) ofQuoted ??= isJoined ? last.number : report.number;
  }
  const question = contact && (await reads.questions.of(contact.id));
  return {
    ...beside,
    reports,
    ...(question ? { question } : {}),
    ...(ofQuoted === undefined ? {} : { quoted: ofQuoted }),
  };
}

/** The one report number in a text; several stand for none. */
function numberIn(text: string): string | undefined {
  const found = new Set(text.match(/R\d{4}-\d{4,}/g));
  return found.size === 1 ? [...found][0] : undefined;
}

/** `last`: what goes on in its place, itself where nothing does; a merged report is open as long as that one is. */
function past(report: Report, last: Report, entries: readonly ReportEntry[], full: boolean): PastReport {
  const said = entries.flatMap((entry) => (entry.kind === "said" ? [entry.text] : []));
  const reply = entries.findLast((entry) => entry.kind === "reply");
  const asked = reply?.kind === "reply" && asksSomething(reply.text) ? reply.at : undefined;
  const { id, number, category, place, lastSaidAt, lastReplyAt } = report;
  return {
    id,
    number,
    category,
    isOpen: isOpen(last),
    restricted: isRestricted(report),
    sensitive: report.sensitive === true,
    urgent: report.priority === "urgent",
    place,
    text: said.join("\n").slice(0, COMPARED),
    lastSaidAt,
    lastReplyAt,
    closedAt: last.closedAt,
    askedAt: report.askedAt ?? asked,
    isFull: full,
  };
}
