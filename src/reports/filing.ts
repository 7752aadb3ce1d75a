import QuickLRU from "quick-lru";
import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import type { Contact } from "../domain/people.ts";
import { fileReport, supplement } from "../domain/report-actions.ts";
import type { Attachment, Report } from "../domain/reports.ts";
import { createFindOffice } from "../domain/routing.ts";
import type { MessageKind } from "../domain/understanding.ts";
import type { FloodVerdict } from "../inbound/flood.ts";
import { categoryOf, type Heard } from "../inbound/interpret.ts";
import { newId } from "../lib/ids.ts";
import { monthIn } from "../lib/time.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { tellOfficers } from "./notices.ts";
import { receipt, supplementSummary } from "./receipt.ts";

/** So long must it be quiet before the run of supplements is summed up. */
const SUMMARY_AFTER = 20_000;

/** A run of supplements that one summary will answer. */
interface Run {
  /** Id of the outbox row that holds the summary. */
  readonly row: string;
  readonly texts: number;
  readonly attachments: readonly Attachment[];
}

/** One message that is kept, within its transaction. */
export interface Turn {
  readonly t: Tx;
  readonly contact: Contact;
  readonly message: InboundMessage;
  readonly heard: Heard;
  readonly verdict: FloodVerdict;
  readonly now: Date;
}

/** What a turn made; `remember` it once the transaction is durable. */
interface Kept {
  readonly report: Report;
  readonly isNew: boolean;
  readonly run: Run | undefined;
}

/** Makes a message a new report, or part of one, with its audit record, its answer and its notices. */
export function createFiling({ config, onFiled }: Pick<BotContext, "config" | "onFiled">) {
  const zone = config.station.timezone;
  const findOffice = createFindOffice(config.offices);
  /** Summaries still waiting for quiet, by report. One forgotten early only gets a second summary. */
  const summaries = new QuickLRU<string, Run>({ maxSize: 1_000 });

  async function file({ t, contact, message, heard, verdict, now }: Turn): Promise<Kept> {
    const id = newId(now);
    const group = contact.group ? await t.groups.get(contact.group) : undefined;
    const office = findOffice(heard) ?? group?.office;
    const attachments = jobs(id, message, now);
    const { report, entries } = fileReport(
      {
        id,
        number: await t.reports.nextNumber(monthIn(zone, now)),
        category: categoryOf(heard),
        priority: heard.danger ? "urgent" : "normal",
        reporter: contact.id,
        ...(heard.place ? { place: heard.place } : {}),
        ...(office ? { office } : {}),
        ...(group ? { group: group.id } : {}),
      },
      said(message, heard, attachments),
      { now, newId },
    );
    t.reports.put(report);
    for (const entry of entries) t.reports.append(entry);
    for (const attachment of attachments) t.attachments.put(attachment);
    audit(t, report, contact, "report.filed", heard.text, now);
    const text =
      verdict === "answer" || heard.danger
        ? receipt({
            report,
            danger: advice(heard),
            firstContact: !contact.greetedAt,
            foreign: heard.foreign === true,
            attachments,
            voiceOnly: heard.text === "" && attachments.every((a) => a.kind === "voice"),
            now,
            zone,
          })
        : floodAnswer(report, verdict);
    if (text) t.deliveries.put({ ...answerRow(contact, message, text, now, report), ...severity(heard) });
    await tellOfficers(
      t,
      report,
      heard.danger ? `急件，请马上看，发「/接 ${report.number}」接手。` : "新的反映，私聊我发「看」和编号。",
      { offices: config.offices, now },
    );
    return { report, isNew: true, run: undefined };
  }

  async function addTo(before: Report, turn: Turn): Promise<Kept> {
    const { t, contact, message, heard, verdict, now } = turn;
    const attachments = jobs(before.id, message, now);
    const office = before.office ?? findOffice(heard);
    const becameUrgent = heard.danger !== undefined && before.priority !== "urgent";
    const { report, entries } = supplement(
      before,
      said(message, heard, attachments),
      {
        ...(heard.danger ? { priority: "urgent" as const } : {}),
        ...(before.place || !heard.place ? {} : { place: heard.place }),
        ...(office ? { office } : {}),
      },
      { now, newId },
    );
    t.reports.put(report);
    for (const entry of entries) t.reports.append(entry);
    for (const attachment of attachments) t.attachments.put(attachment);
    audit(t, report, contact, "report.supplemented", heard.text, now);
    const run = await currentRun(t, report);
    const danger = advice(heard);
    if (danger) {
      const text = `${danger.advice}\n已补充到 ${report.number}，正在叫值班民警。`;
      t.deliveries.put({ ...answerRow(contact, message, text, now, report), ...severity(heard) });
    }
    const told = { offices: config.offices, now };
    if (becameUrgent) await tellOfficers(t, report, "补充的情况紧急，请马上看。", told);
    else if (heard.kind === "withdraw") await tellOfficers(t, report, "居民说想撤回，请看一下。", told);
    else if (!run) await tellOfficers(t, report, "居民有补充。", told);
    if (danger || verdict === "keep") return { report, isNew: false, run };
    if (verdict === "tell") {
      t.deliveries.put(answerRow(contact, message, floodAnswer(report, verdict) ?? "", now, report));
      return { report, isNew: false, run };
    }
    return { report, isNew: false, run: summarise(report, attachments, run, turn) };
  }

  /** The run whose summary is still waiting for quiet. */
  async function currentRun(t: Tx, report: Report): Promise<Run | undefined> {
    const run = summaries.get(report.id);
    const row = run && (await t.deliveries.get(run.row));
    return row?.state === "pending" ? run : undefined;
  }

  /** Puts the run's one summary off until it has been quiet. */
  function summarise(report: Report, added: Attachment[], before: Run | undefined, turn: Turn): Run {
    const { t, contact, message, heard, now } = turn;
    const run = {
      row: before?.row ?? newId(now),
      texts: (before?.texts ?? 0) + (heard.text ? 1 : 0),
      attachments: [...(before?.attachments ?? []), ...added],
    };
    const text = shortAnswers[heard.kind]?.(report.number) ?? supplementSummary(report, run);
    t.deliveries.put({
      ...answerRow(contact, message, text, now, report),
      id: run.row,
      notBefore: new Date(now.getTime() + SUMMARY_AFTER).toISOString(),
    });
    return run;
  }

  function remember({ report, isNew, run }: Kept): void {
    if (isNew) onFiled(report);
    if (run) summaries.set(report.id, run);
  }

  function advice(heard: Heard) {
    const { danger } = heard;
    return danger && { danger, advice: dangerAdvice(danger, config.station) };
  }

  return { file, addTo, remember };
}

/** Who is in danger is answered before everybody else. */
function severity({ danger }: Heard): { severe?: true } {
  return danger ? { severe: true } : {};
}

const shortAnswers: Partial<Record<MessageKind, (number: string) => string>> = {
  withdraw: (number) => `已记下您想撤回 ${number}，民警会看到。`,
  rating: (number) => `谢谢您的评价，已记在 ${number} 里。`,
};

function said(message: InboundMessage, { text }: Heard, attachments: readonly Attachment[]) {
  const ids = attachments.map(({ id }) => id);
  return { text, message: message.id, ...(ids.length > 0 ? { attachments: ids } : {}) };
}

function jobs(report: string, message: InboundMessage, now: Date): Attachment[] {
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

function floodAnswer(report: Report, verdict: FloodVerdict): string | undefined {
  if (verdict !== "tell") return undefined;
  return `消息有点多，都记在 ${report.number} 里了，不用重复发。\n有危险请打110。`;
}
