import type { BotContext } from "../app/bot-context.ts";
import type { Rating } from "../domain/answers.ts";
import { comeBack } from "../domain/closing.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import type { Told } from "../domain/decide.ts";
import { meantIn } from "../domain/meant.ts";
import { correctCategory, fileReport, supplement } from "../domain/report-actions.ts";
import { type Changed, isRefused, type Moment } from "../domain/report-change.ts";
import { type Category, isOpen, type Report } from "../domain/reports.ts";
import { createFindOffice } from "../domain/routing.ts";
import { isPetition } from "../domain/understanding/petition.ts";
import { noteUnanswered } from "../handbook/index.ts";
import { newId } from "../lib/ids.ts";
import { monthIn } from "../lib/time.ts";
import { auxiliaryOf } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import { categoryOf, jobs, marksOf, orElseOf, said, saidAt } from "./as-told.ts";
import { promised } from "./clocks.ts";
import { createDayLimit } from "./day-limit.ts";
import type { Call } from "./duty-call.ts";
import { createNotices } from "./gathered-notices.ts";
import {
  answerRow,
  asUrgent,
  audit,
  auditChange,
  calling,
  floodAnswer,
  keepAsked,
  type Turn,
} from "./kept-message.ts";
import { goingOn } from "./merged-reports.ts";
import { missingNow } from "./missing-particular.ts";
import { markGoingOn } from "./offence-of-merged.ts";
import { asks, callOf, mayCome, noPetition, receipt } from "./receipt.ts";
import { namable, namableToOfficers, type Related, relatedNumber } from "./related.ts";
import { createSummaries, type Run } from "./summaries.ts";
import { writeReport } from "./write-report.ts";

/** What is said of a report beside the words themselves. */
export interface Added {
  /** What officers hear of at once. */
  readonly news?: string;
  /** Said to the resident at once, in place of the summary. */
  readonly answer?: string;
  readonly reopen?: boolean;
  readonly urgent?: boolean;
  readonly category?: Category;
  /** The resident's word on the result. */
  readonly solved?: boolean;
  readonly rating?: Rating;
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
export function createFiling({
  config,
  holidays,
  store,
  onFiled,
}: Pick<BotContext, "config" | "holidays" | "store" | "onFiled">) {
  const zone = config.station.timezone;
  const context = { config, holidays };
  const findOffice = createFindOffice(config.offices);
  const notices = createNotices(context);
  const limit = createDayLimit();
  const summaries = createSummaries();

  /** `related`: an earlier one that it names; `ask`: whether it is the same matter. */
  async function file(begun: Turn, earlier?: Related): Promise<Kept> {
    const { t, contact, message, turn, told, answering, source, now } = begun;
    const moment = { now: saidAt(message, now), newId };
    const related = await namable(t, earlier, contact, told, now);
    const id = newId(moment.now);
    const group = contact.group ? await t.groups.get(contact.group) : undefined;
    const named = findOffice(told);
    const office = named ?? contact.office ?? group?.office;
    const attachments = jobs(id, message, now);
    const auxiliary = source ? undefined : await auxiliaryOf(t, contact.id);
    const category = auxiliary && SUSPICIOUS.test(told.whole) ? "suspicious" : categoryOf(told);
    const rings = auxiliary !== undefined && category === "suspicious";
    const isUrgent = told.danger?.level === "now" || rings;
    const meant = meantIn(told.whole, await t.officers.all());
    const { report, entries } = fileReport(
      {
        id,
        number: await t.reports.nextNumber(monthIn(zone, moment.now)),
        category,
        priority: isUrgent ? "urgent" : "normal",
        reporter: contact.id,
        ...(source ? { source } : {}),
        ...(begun.consultation ? { consultation: begun.consultation } : {}),
        ...marksOf(told),
        ...(meant.length > 0 ? { meant } : {}),
        ...(told.place ? { place: told.place } : {}),
        ...(office ? { office } : {}),
        ...(group ? { group: group.id } : {}),
      },
      said(message, told, attachments),
      moment,
    );
    await write(t, undefined, { report, entries }, moment);
    for (const attachment of attachments) t.attachments.put(attachment);
    audit(t, report, source ?? contact, "report.filed", told.whole, now);
    // Before the notices, as it is to go.
    const answerId = newId(now);
    const calls = await notices.filed(
      t,
      report,
      filedNotice(report, namableToOfficers(related, told)),
      turn,
      now,
      rings && told.danger?.level !== "now" ? "duty" : "all",
    );
    const isDoubtful = told.danger?.level === "doubtful";
    if (isDoubtful) await notices.doubtful(t, report, now);
    if (told.kind === "handbook" && report.category === "inquiry" && message.attachments.length === 0)
      await noteUnanswered(t, report.id, monthIn(zone, now));
    const facts = {
      report,
      advice: adviceFor(told),
      isDoubtful,
      ...(auxiliary ? { dutyPhone: config.station.phone } : {}),
      orElse: orElseOf(told, report),
      isSensitive: told.sensitive === true,
      firstContact: !contact.greetedAt,
      foreign: told.foreign === true,
      attachments,
      voiceOnly: told.text === "" && attachments.every((a) => a.kind === "voice"),
      isPetition: isPetition(told.whole),
      promise: promised(report, config),
      missing: auxiliary ? undefined : await missingNow(begun, report, named),
      related: relatedNumber(related, limit.isFull(related?.report.id ?? "", now)),
      now,
      zone,
    };
    if (source) return { report, isNew: true, length: told.whole.length };
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
    const moment = { now: saidAt(message, now), newId };
    const attachments = jobs(before.id, message, now);
    const office = before.office ?? findOffice(told);
    const advice = adviceFor(told);
    const becameUrgent = (advice !== undefined || added.urgent === true) && before.priority !== "urgent";
    const unopened = { report: before, entries: [] };
    // One that was closed, or goes on in another's place, is on its own again where danger is told on it.
    const reopens = added.reopen || becameUrgent;
    const opened = reopens ? comeBack(await withHolder(t, before), moment) : unopened;
    const open = isRefused(opened) ? unopened : opened;
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
        ...(added.solved === undefined ? {} : { solved: added.solved }),
        ...(added.rating ? { rating: added.rating } : {}),
        ...(told.sensitive ? { sensitive: true as const } : {}),
        ...(told.restricted ? { restricted: true as const } : {}),
        ...(told.offence && !before.offence && isOpen(open.report) ? { offence: "proposed" as const } : {}),
      },
      moment,
    );
    const entries = [...open.entries, ...corrected.entries, ...supplemented.entries];
    const changed = { report: supplemented.report, entries };
    const report = await write(t, before, changed, moment);
    for (const attachment of attachments) t.attachments.put(attachment);
    if (open !== unopened) auditChange(t, report, contact, "report.reopened", now);
    audit(t, report, contact, "report.supplemented", told.whole, now);
    if (told.offence) await markGoingOn(t, context, report, now);
    const isDanger = becameUrgent || (advice !== undefined && turn.warns);
    const news = isDanger ? "补充的情况紧急，请马上看。" : added.reopen ? "居民又说，已重开。" : added.news;
    const run = await summaries.current(t, report);
    const calls = await notices.added(t, await asHandled(t, report), turn.turn, now, news, isDanger);
    const kept = { report, isNew: false, length: told.whole.length, ...(run ? { run } : {}) };
    if (advice && isDanger) {
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
    if (added.answer === undefined && isPetition(told.whole)) {
      const text = `已补充到 ${report.number}。\n${noPetition}`;
      t.deliveries.put(answerRow(contact, message, text, now, report));
      return kept;
    }
    if (added.answer !== undefined) {
      t.deliveries.put(answerRow(contact, message, added.answer, now, report));
      return kept;
    }
    if (answering === "tell") {
      t.deliveries.put(answerRow(contact, message, floodAnswer(report, answering) ?? "", now, report));
      return kept;
    }
    if (turn.hides) {
      t.deliveries.put(answerRow(contact, message, `已补充到 ${report.number}。有危险打110。`, now, report));
      return kept;
    }
    return { ...kept, run: summaries.putOff(report, attachments, run, turn) };
  }

  /** The person wants somebody to answer: the officers of the report hear it, once in a while. Nothing is kept of it. */
  function remind(id: string, turn: string, now: Date): Promise<Report | undefined> {
    return store.tx(async (t) => {
      const report = await t.reports.get(id);
      if (report) await notices.added(t, report, turn, now, "居民在等，想有人回话。");
      return report;
    });
  }

  /** Writes a report as a resident changed it. */
  function write(t: Tx, before: Report | undefined, changed: Changed, moment: Moment): Promise<Report> {
    return writeReport(t, context, before, changed, { by: "resident", ...moment });
  }

  function remember({ report, isNew, run, length }: Kept, now: Date): void {
    if (isNew) onFiled(report);
    if (run) summaries.remember(report, run);
    limit.took(report.id, length, now);
  }

  function adviceFor({ danger }: Told): string | undefined {
    return danger?.level === "now" ? dangerAdvice(danger.kind, config.station) : undefined;
  }

  return { file, addTo, write, remind, remember, isFull: limit.isFull };
}

/** A report that was merged opens again with whoever had the one that went on in its place. */
async function withHolder(t: Tx, report: Report): Promise<Report> {
  const { assignee } = await goingOn(t, report);
  return assignee === undefined ? report : { ...report, assignee };
}

/** A report that is handled with another is its officer's: they hear of its news. */
async function asHandled(t: Tx, report: Report): Promise<Report> {
  const last = await goingOn(t, report);
  if (last.id === report.id) return report;
  const { assignee: _, ...rest } = report;
  return last.assignee === undefined ? rest : { ...rest, assignee: last.assignee };
}

/** An auxiliary says so themselves. */
const SUSPICIOUS = /^\s*(?:发现|有)?可疑/;

function filedNotice(report: Report, related: Report | undefined): string {
  const what =
    report.priority === "urgent"
      ? `急件，请马上看，发「/接 ${report.number}」接手。`
      : "新的反映，私聊我发「看」和编号。";
  return related ? `${what}\n同一人报过 ${related.number}。` : what;
}
