import QuickLRU from "quick-lru";
import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import type { Told } from "../domain/decide.ts";
import type { Delivery } from "../domain/deliveries.ts";
import { meantIn } from "../domain/meant.ts";
import type { Contact } from "../domain/people.ts";
import { comeBack, correctCategory, fileReport, isRefused, supplement } from "../domain/report-actions.ts";
import type { Attachment, Category, Report, ReportEntry } from "../domain/reports.ts";
import { createFindOffice } from "../domain/routing.ts";
import type { MessageKind } from "../domain/understanding.ts";
import { noteUnanswered } from "../handbook/index.ts";
import { newId } from "../lib/ids.ts";
import { monthIn } from "../lib/time.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { categoryOf, jobs, marksOf, orElseOf, said } from "./as-told.ts";
import { askResident } from "./ask-resident.ts";
import { createDayLimit } from "./day-limit.ts";
import { CALL_WAITS, type Call } from "./duty-call.ts";
import { type Calls, createNotices } from "./gathered-notices.ts";
import { asks, callOf, mayCome, receipt, supplementSummary } from "./receipt.ts";
import { namable, namableToOfficers, type Related, relatedNumber } from "./related.ts";

/** So long must it be quiet before the run of supplements is summed up. */
const SUMMARY_AFTER = 20_000;

/** A run of supplements that one summary will answer. */
interface Run {
  /** Id of the outbox row that holds the summary. */
  readonly row: string;
  readonly texts: number;
  readonly attachments: readonly Attachment[];
}

/** How much is answered: as usual, once that all is kept, not at all. */
export type Answering = "answer" | "tell" | "keep";

/** One message that is kept, within its transaction. */
export interface Turn {
  readonly t: Tx;
  readonly contact: Contact;
  readonly message: InboundMessage;
  /** Names the message, also where it is taken twice. */
  readonly turn: string;
  /** `whole`: all that was said; `foreign`: in a language that the bot does not read. */
  readonly told: Told & { readonly whole: string; readonly foreign?: true };
  readonly answering: Answering;
  /** Whether the person, in danger, is told 110 again where they have been told a moment ago. */
  readonly warns: boolean;
  readonly now: Date;
}

/** What is said of a report beside the words themselves. */
export interface Added {
  /** What officers hear of at once. */
  readonly news?: string;
  /** Said to the resident at once, in place of the summary. */
  readonly answer?: string;
  readonly reopen?: boolean;
  readonly urgent?: boolean;
  readonly category?: Category;
  /** It would have begun a report of its own. */
  readonly apart?: boolean;
}

/** What a turn made; `remember` it once the transaction is durable. */
export interface Kept {
  readonly report: Report;
  readonly isNew: boolean;
  readonly run?: Run;
  readonly call?: Call;
  readonly length: number;
}

/** Makes a message a new report, or part of one, with its audit record, its answer and its notices. */
export function createFiling({ config, store, onFiled }: Pick<BotContext, "config" | "store" | "onFiled">) {
  const zone = config.station.timezone;
  const findOffice = createFindOffice(config.offices);
  const notices = createNotices(config.offices);
  const limit = createDayLimit();
  /** Summaries still waiting for quiet, by report. One forgotten early only gets a second summary. */
  const summaries = new QuickLRU<string, Run>({ maxSize: 1_000 });

  /** `related`: an earlier one that it names; `ask`: whether it is the same matter. */
  async function file(
    { t, contact, message, turn, told, answering, now }: Turn,
    earlier?: Related,
  ): Promise<Kept> {
    const related = await namable(t, earlier, contact, told, now);
    const id = newId(now);
    const group = contact.group ? await t.groups.get(contact.group) : undefined;
    const office = findOffice(told) ?? group?.office;
    const attachments = jobs(id, message, now);
    const isUrgent = told.danger?.level === "now";
    const meant = meantIn(told.whole, await t.officers.all());
    const { report, entries } = fileReport(
      {
        id,
        number: await t.reports.nextNumber(monthIn(zone, now)),
        category: categoryOf(told),
        priority: isUrgent ? "urgent" : "normal",
        reporter: contact.id,
        ...marksOf(told),
        ...(meant.length > 0 ? { meant } : {}),
        ...(told.place ? { place: told.place } : {}),
        ...(office ? { office } : {}),
        ...(group ? { group: group.id } : {}),
      },
      said(message, told, attachments),
      { now, newId },
    );
    put(t, report, entries, attachments);
    audit(t, report, contact, "report.filed", told.whole, now);
    // Before the notices, as it is to go.
    const answerId = newId(now);
    const calls = await notices.filed(
      t,
      report,
      filedNotice(report, namableToOfficers(related, told)),
      turn,
      now,
    );
    const isDoubtful = told.danger?.level === "doubtful";
    if (isDoubtful) await notices.doubtful(t, report, now);
    if (told.kind === "handbook" && report.category === "inquiry" && message.attachments.length === 0)
      await noteUnanswered(t, report.id, monthIn(zone, now));
    const facts = {
      report,
      advice: adviceFor(told),
      isDoubtful,
      orElse: orElseOf(told, report),
      isSensitive: told.sensitive === true,
      firstContact: !contact.greetedAt,
      foreign: told.foreign === true,
      attachments,
      voiceOnly: told.text === "" && attachments.every((a) => a.kind === "voice"),
      related: relatedNumber(related, limit.isFull(related?.report.id ?? "", now)),
      now,
      zone,
    };
    const text = answering === "answer" || isUrgent ? receipt(facts) : floodAnswer(report, answering);
    const row =
      text === undefined ? undefined : { ...answerRow(contact, message, text, now, report), id: answerId };
    const call = row && isUrgent ? calling(row, receipt({ ...facts, isCalled: true }), calls) : undefined;
    if (row) t.deliveries.put(asUrgent(row, isUrgent, call, now));
    if (row) await keepAsked(t, contact, asks(facts), report, related?.report, now);
    return { report, isNew: true, length: told.whole.length, ...(call ? { call } : {}) };
  }

  async function addTo(before: Report, turn: Turn, added: Added = {}): Promise<Kept> {
    const { t, contact, message, told, answering, now } = turn;
    const moment = { now, newId };
    const attachments = jobs(before.id, message, now);
    const office = before.office ?? findOffice(told);
    const advice = adviceFor(told);
    const becameUrgent = (advice !== undefined || added.urgent === true) && before.priority !== "urgent";
    const opened = added.reopen ? comeBack(before, moment) : { report: before, entries: [] };
    const open = isRefused(opened) ? { report: before, entries: [] } : opened;
    const corrected = added.category
      ? correctCategory(open.report, added.category, moment)
      : { report: open.report, entries: [] };
    const meant = meantIn(told.whole, await t.officers.all()).filter((id) => !before.meant?.includes(id));
    const supplemented = supplement(
      corrected.report,
      { ...said(message, told, attachments), ...(added.apart ? { apart: true } : {}) },
      {
        ...(becameUrgent ? { priority: "urgent" as const } : {}),
        ...(before.place || !told.place ? {} : { place: told.place }),
        ...(office ? { office } : {}),
        ...(meant.length > 0 ? { meant: [...(before.meant ?? []), ...meant] } : {}),
        ...(told.sensitive ? { sensitive: true as const } : {}),
        ...(told.restricted ? { restricted: true as const } : {}),
        ...(told.offence && !before.offence ? { offence: "proposed" as const } : {}),
      },
      moment,
    );
    const { report } = supplemented;
    put(t, report, [...open.entries, ...corrected.entries, ...supplemented.entries], attachments);
    audit(t, report, contact, "report.supplemented", told.whole, now);
    const news = becameUrgent
      ? "补充的情况紧急，请马上看。"
      : added.reopen
        ? "居民又说，已重开。"
        : added.news;
    const run = await currentRun(t, report);
    const calls = await notices.added(t, report, turn.turn, now, news);
    const kept = { report, isNew: false, length: told.whole.length, ...(run ? { run } : {}) };
    if (advice && (becameUrgent || turn.warns)) {
      const says = (isCalled: boolean) => `${advice}\n已补充到 ${report.number}，${callOf(isCalled)}`;
      const row = answerRow(contact, message, says(false), now, report);
      const call = calling(row, says(true), calls);
      t.deliveries.put(asUrgent(row, true, call, now));
      return { ...kept, ...(call ? { call } : {}) };
    }
    if (told.danger?.level === "doubtful" && report.priority !== "urgent" && answering !== "keep") {
      const open = await t.questions.of(contact.id);
      if (open?.kind !== "danger" || open.subject !== report.id) {
        await notices.doubtful(t, report, now);
        await keepAsked(t, contact, "danger", report, undefined, now);
        t.deliveries.put(answerRow(contact, message, `已补充到 ${report.number}。\n${mayCome}`, now, report));
        return kept;
      }
    }
    if (answering === "keep") return kept;
    if (added.answer !== undefined) {
      t.deliveries.put(answerRow(contact, message, added.answer, now, report));
      return kept;
    }
    if (answering === "tell") {
      t.deliveries.put(answerRow(contact, message, floodAnswer(report, answering) ?? "", now, report));
      return kept;
    }
    return { ...kept, run: summarise(report, attachments, run, turn) };
  }

  /** The person wants somebody to answer: the officers of the report hear it, once in a while. Nothing is kept of it. */
  function remind(id: string, turn: string, now: Date): Promise<Report | undefined> {
    return store.tx(async (t) => {
      const report = await t.reports.get(id);
      if (report) await notices.added(t, report, turn, now, "居民在等，想有人回话。");
      return report;
    });
  }

  /** The run whose summary is still waiting for quiet. */
  async function currentRun(t: Tx, report: Report): Promise<Run | undefined> {
    const run = summaries.get(report.id);
    const row = run && (await t.deliveries.get(run.row));
    return row?.state === "pending" ? run : undefined;
  }

  /** Puts the run's one summary off until it has been quiet. */
  function summarise(report: Report, files: Attachment[], before: Run | undefined, turn: Turn): Run {
    const { t, contact, message, told, now } = turn;
    const run = {
      row: before?.row ?? newId(now),
      texts: (before?.texts ?? 0) + (told.text ? 1 : 0),
      attachments: [...(before?.attachments ?? []), ...files],
    };
    const text = shortAnswers[told.kind]?.(report.number) ?? supplementSummary(report, run);
    t.deliveries.put({
      ...answerRow(contact, message, text, now, report),
      id: run.row,
      notBefore: new Date(now.getTime() + SUMMARY_AFTER).toISOString(),
    });
    return run;
  }

  function remember({ report, isNew, run, length }: Kept, now: Date): void {
    if (isNew) onFiled(report);
    if (run) summaries.set(report.id, run);
    limit.took(report.id, length, now);
  }

  function adviceFor({ danger }: Told): string | undefined {
    return danger?.level === "now" ? dangerAdvice(danger.kind, config.station) : undefined;
  }

  return { file, addTo, remind, remember, isFull: limit.isFull };
}

function filedNotice(report: Report, related: Report | undefined): string {
  const what =
    report.priority === "urgent"
      ? `急件，请马上看，发「/接 ${report.number}」接手。`
      : "新的反映，私聊我发「看」和编号。";
  return related ? `${what}\n同一人报过 ${related.number}。` : what;
}

/** Keeps what the receipt has asked, so that a short word answers it, also after a restart. */
async function keepAsked(
  t: Tx,
  contact: Contact,
  kind: ReturnType<typeof asks>,
  report: Report,
  related: Report | undefined,
  now: Date,
): Promise<void> {
  // A category is corrected in words that need no question.
  if (!kind || kind === "category") return;
  const subject = kind === "same-matter" && related ? `${report.id},${related.id}` : report.id;
  await askResident(t, contact, kind, subject, now);
}

/** The call that the answer waits for; none where nobody could be called. */
function calling({ id }: Delivery, calledText: string, calls: Calls): Call | undefined {
  return calls.length > 0 ? { answer: id, calledText, notices: calls } : undefined;
}

/** Who is in danger is answered before everybody else; at the latest when it is clear that nobody was called. */
function asUrgent(row: Delivery, isUrgent: boolean, call: Call | undefined, now: Date): Delivery {
  if (!isUrgent) return row;
  const waits = call ? { notBefore: new Date(now.getTime() + CALL_WAITS).toISOString() } : {};
  return { ...row, severe: true, ...waits };
}

const shortAnswers: Partial<Record<MessageKind, (number: string) => string>> = {
  withdraw: (number) => `已记下您想撤回 ${number}，民警会看到。`,
  rating: (number) => `谢谢您的评价，已记在 ${number} 里。`,
};

function put(
  t: Tx,
  report: Report,
  entries: readonly ReportEntry[],
  attachments: readonly Attachment[],
): void {
  t.reports.put(report);
  for (const entry of entries) t.reports.append(entry);
  for (const attachment of attachments) t.attachments.put(attachment);
}

function audit(t: Tx, report: Report, contact: Contact, action: string, words: string, now: Date): void {
  t.audit.append({
    at: now.toISOString(),
    actor: { person: contact.id },
    action,
    subject: { kind: "report", id: report.id },
    facts: { number: report.number, category: report.category, priority: report.priority },
    words,
  });
}

/** The answer to a message, as an outbox row. */
export function answerRow(
  contact: Contact,
  message: InboundMessage,
  text: string,
  now: Date,
  report?: Report,
) {
  const to = { person: contact.id };
  return outboxRow(
    { kind: "answer", to, channel: message.channel, text, ...(report ? { report: report.id } : {}) },
    now,
  );
}

function floodAnswer(report: Report, answering: Answering): string | undefined {
  if (answering !== "tell") return undefined;
  return `消息有点多，都记在 ${report.number} 里了，不用重复发。\n有危险请打110。`;
}
