import type { InboundMessage } from "../channels/channel.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import { addressKey, type Contact } from "../domain/people.ts";
import { fileReport, supplement } from "../domain/report-actions.ts";
import type { Attachment, Category, Report } from "../domain/reports.ts";
import { officeOf } from "../domain/routing.ts";
import { understand } from "../domain/understanding/index.ts";
import { isMachineText } from "../domain/understanding/machine-texts.ts";
import type { MessageKind, Understanding } from "../domain/understanding.ts";
import { newId } from "../lib/ids.ts";
import type { Reads, Tx } from "../store/store.ts";
import { privacySentence } from "../texts.ts";
import type { Desk } from "./desk.ts";
import { createFlood, type FloodVerdict } from "./flood.ts";
import { inboxKey } from "./guards.ts";
import { outboxRow, tellOfficers } from "./notices.ts";
import { progressAnswer } from "./progress.ts";
import { receipt, supplementSummary } from "./receipt.ts";
import { reportMonth } from "./report-number.ts";
import { createSmallTalk } from "./small-talk.ts";

/** A resident answers an officer's reply within this time: it belongs to that report. */
const ANSWER_WINDOW = 7 * 24 * 60 * 60_000;
/** So long must it be quiet before the run of supplements is summed up. */
const SUMMARY_AFTER = 20_000;
/** Runs remembered; one forgotten early only gets a second summary. */
const LONGEST_MEMORY = 2_000;

/** What was made of one direct message. */
interface Heard extends Understanding {
  readonly text: string;
  /** Began with 「新」: another matter. */
  readonly fresh: boolean;
}

/** A run of supplements that one summary will answer. */
interface Run {
  /** Id of the outbox row that holds the summary. */
  readonly row: string;
  readonly texts: number;
  readonly attachments: readonly Attachment[];
}

/** Takes residents' direct messages: files, supplements, answers. */
export type Intake = (message: InboundMessage, lastGroup: string | undefined) => Promise<void>;

export function createIntake(desk: Desk): Intake {
  const { config, outbox, store, clock } = desk;
  const zone = config.station.timezone;
  const flood = createFlood(config.intake.perMinute);
  const smallTalk = createSmallTalk(config.station);
  /** Summaries still waiting for quiet, by report. */
  const summaries = new Map<string, Run>();

  return async (message, lastGroup) => {
    const heard = hear(message);
    if (!heard) return;
    const now = clock.now();
    const verdict = flood(addressKey(message.from), now);
    if (verdict === "drop") return;
    const known = await store.contacts.byAddress(message.from);
    await hearOut(message, heard, verdict, known, lastGroup, now);
    // He writes, so he can be written to.
    if (known) outbox.wake({ person: known.id });
  };

  async function hearOut(
    message: InboundMessage,
    heard: Heard,
    verdict: FloodVerdict,
    known: Contact | undefined,
    lastGroup: string | undefined,
    now: Date,
  ): Promise<void> {
    const filing = files(heard, message) || (known !== undefined && (await goesOn(heard, known, now)));
    if (!filing && known?.quietSince) await endQuiet(known);
    if (heard.kind === "progress" && known && !heard.danger) {
      if (verdict === "answer")
        await outbox.say(message.chat, { text: await progressAnswer(store, known, zone) });
      return;
    }
    if (!filing) {
      const talk = smallTalk(heard.kind, addressKey(message.from), now);
      if (verdict !== "answer" || !talk) return;
      if (known?.greetedAt) await outbox.say(message.chat, { text: talk });
      else await greet(message, talk, now);
      return;
    }
    await keep(message, heard, verdict, lastGroup, now);
    if (message.attachments.length > 0) desk.fetchAttachments();
  }

  async function endQuiet({ quietSince: _, ...calm }: Contact): Promise<void> {
    await outbox.tx(async (t) => t.contacts.put(calm));
  }

  /** First contact without a report: the person is known from now on, and has been told who sees what. */
  async function greet(message: InboundMessage, text: string, now: Date): Promise<void> {
    await outbox.tx(async (t) => {
      const contact = await meet(t, message, undefined, now);
      t.contacts.put({ ...contact, greetedAt: now.toISOString() });
      t.deliveries.put(answerRow(contact, message, `${text}\n${privacySentence}`, now));
    });
  }

  async function keep(
    message: InboundMessage,
    heard: Heard,
    verdict: FloodVerdict,
    lastGroup: string | undefined,
    now: Date,
  ): Promise<void> {
    const kept = await outbox.tx(async (t) => {
      const seen = inboxKey(message);
      if (await t.inbox.has(seen)) return undefined;
      t.inbox.mark(seen, now);
      const contact = await meet(t, message, lastGroup, now);
      const { quietSince: _, ...calm } = contact;
      t.contacts.put({
        ...calm,
        greetedAt: contact.greetedAt ?? now.toISOString(),
        ...(heard.danger === "cannot-speak" ? { quietSince: now.toISOString() } : {}),
      });
      const current = await currentReport(t, contact, heard, verdict, now);
      return current
        ? await addTo(t, current, contact, message, heard, verdict, now)
        : await file(t, contact, message, heard, verdict, now);
    });
    if (!kept?.run) return;
    summaries.delete(kept.report.id);
    summaries.set(kept.report.id, kept.run);
    if (summaries.size > LONGEST_MEMORY)
      for (const oldest of summaries.keys()) if (summaries.delete(oldest)) break;
  }

  /** Whether words that would file nothing by themselves belong to what the person is telling just now. */
  async function goesOn(heard: Heard, known: Contact, now: Date): Promise<boolean> {
    if (!["chatter", "rating", "thanks"].includes(heard.kind)) return false;
    const report = await currentReport(store, known, heard, "answer", now);
    // 「清走了，谢谢」 answers the officer; a mere 「谢谢」 for the receipt says nothing more.
    return report !== undefined && (heard.kind !== "thanks" || lastSpoken(report)?.kind === "reply");
  }

  async function file(
    t: Tx,
    contact: Contact,
    message: InboundMessage,
    heard: Heard,
    verdict: FloodVerdict,
    now: Date,
  ) {
    const id = newId(now);
    const group = contact.group ? await t.groups.get(contact.group) : undefined;
    const office = officeOf(heard, config.offices) ?? group?.office;
    const attachments = jobs(id, message, now);
    const report = fileReport(
      {
        id,
        number: await t.reports.nextNumber(reportMonth(now, zone)),
        category: categoryOf(heard),
        priority: heard.danger ? "urgent" : "normal",
        reporter: contact.id,
        ...(heard.place ? { place: heard.place } : {}),
        ...(office ? { office } : {}),
        ...(group ? { group: group.id } : {}),
        attachments: attachments.map((a) => a.id),
      },
      { text: heard.text, message: message.id },
      now,
    );
    t.reports.put(report);
    for (const attachment of attachments) t.attachments.put(attachment);
    audit(t, report, contact, "report.filed", heard.text, now);
    const text =
      verdict === "answer" || heard.danger
        ? receipt({
            report,
            danger: advice(heard),
            firstContact: !contact.greetedAt,
            attachments,
            voiceOnly: heard.text === "" && attachments.every((a) => a.kind === "voice"),
            now,
            zone,
          })
        : floodAnswer(report, verdict);
    if (text) t.deliveries.put(answerRow(contact, message, text, now, report));
    await tellOfficers(
      t,
      report,
      heard.danger ? "急件，请马上看，回「接」接手。" : "新的反映，私聊我发「看」和编号。",
      now,
    );
    return { report, run: undefined };
  }

  async function addTo(
    t: Tx,
    before: Report,
    contact: Contact,
    message: InboundMessage,
    heard: Heard,
    verdict: FloodVerdict,
    now: Date,
  ) {
    const attachments = jobs(before.id, message, now);
    const office = before.office ?? officeOf(heard, config.offices);
    const becameUrgent = heard.danger !== undefined && before.priority !== "urgent";
    const report = supplement(
      before,
      { text: heard.text, message: message.id },
      {
        attachments: attachments.map((a) => a.id),
        ...(heard.danger ? { priority: "urgent" as const } : {}),
        ...(before.place || !heard.place ? {} : { place: heard.place }),
        ...(office ? { office } : {}),
      },
      now,
    );
    t.reports.put(report);
    for (const attachment of attachments) t.attachments.put(attachment);
    audit(t, report, contact, "report.supplemented", heard.text, now);
    const run = await currentRun(t, report);
    const danger = advice(heard);
    if (danger) {
      const text = `${danger.advice}\n已补充到 ${report.number}，正在叫值班民警。`;
      t.deliveries.put(answerRow(contact, message, text, now, report));
    }
    if (becameUrgent) await tellOfficers(t, report, "补充的情况紧急，请马上看。", now);
    else if (heard.kind === "withdraw") await tellOfficers(t, report, "居民说想撤回，请看一下。", now);
    else if (!run) await tellOfficers(t, report, "居民有补充。", now);
    if (danger || verdict === "keep") return { report, run };
    if (verdict === "tell") {
      t.deliveries.put(answerRow(contact, message, floodAnswer(report, verdict) ?? "", now, report));
      return { report, run };
    }
    return { report, run: summarise(t, report, contact, message, heard, attachments, run, now) };
  }

  /** The run whose summary is still waiting for quiet. */
  async function currentRun(t: Tx, report: Report): Promise<Run | undefined> {
    const run = summaries.get(report.id);
    const row = run && (await t.deliveries.get(run.row));
    return row?.state === "pending" ? run : undefined;
  }

  /** Puts the run's one summary off until it has been quiet. */
  function summarise(
    t: Tx,
    report: Report,
    contact: Contact,
    message: InboundMessage,
    heard: Heard,
    added: Attachment[],
    before: Run | undefined,
    now: Date,
  ): Run {
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

  /** The report that a message belongs to; none: it begins its own. */
  async function currentReport(
    t: Reads,
    contact: Contact,
    heard: Heard,
    verdict: FloodVerdict,
    now: Date,
  ): Promise<Report | undefined> {
    if (heard.fresh && verdict === "answer") return undefined;
    const { reports } = await t.reports.find({ reporter: contact.id }, { limit: 1 });
    const [latest] = reports;
    if (!latest) return undefined;
    const lastSaid = latest.entries.findLast((e) => e.kind === "said");
    const age = (at: string | undefined) => now.getTime() - Date.parse(at ?? latest.receivedAt);
    if (age(lastSaid?.at) <= config.intake.appendWindow && config.intake.appendWindow > 0) return latest;
    if (verdict !== "answer") return latest;
    const last = lastSpoken(latest);
    if (last?.kind === "reply" && age(last.at) <= ANSWER_WINDOW) return latest;
    const refersBack = heard.kind === "supplement" || heard.kind === "withdraw" || heard.kind === "rating";
    return refersBack && age(latest.updatedAt) <= ANSWER_WINDOW ? latest : undefined;
  }

  function advice(heard: Heard) {
    const { danger } = heard;
    return danger && { danger, advice: dangerAdvice(danger, config.station) };
  }
}

/** The last thing that went between the resident and the officers. */
function lastSpoken(report: Report) {
  return report.entries.findLast((e) => e.kind === "said" || e.kind === "reply");
}

const shortAnswers: Partial<Record<MessageKind, (number: string) => string>> = {
  withdraw: (number) => `已记下您想撤回 ${number}，民警会看到。`,
  rating: (number) => `谢谢您的评价，已记在 ${number} 里。`,
};

/** What a message says; `undefined` where there is nothing to hear. */
function hear(message: InboundMessage): Heard | undefined {
  const typed = message.text.trim();
  if (message.attachments.length === 0 && (!typed || isMachineText(typed) || !hasWords(typed)))
    return undefined;
  const [, rest] = /^新(?:的|件|事)?(?:[\s，。：:,]+([\s\S]*))?$/.exec(typed) ?? [];
  const fresh = rest !== undefined || /^新(?:的|件|事)?$/.test(typed);
  const text = fresh ? (rest ?? "").trim() : typed;
  return { ...understand(text), text, fresh };
}

/** A bare digit, a sticker or an emoji says nothing by itself. */
function hasWords(text: string): boolean {
  return /\p{L}|\d{3,}/u.test(text.replace(/\[[^\]\n]{1,8}\]/g, ""));
}

/** Whether a message says something to the station. When in doubt it does. */
function files(heard: Heard, message: InboundMessage): boolean {
  if (message.attachments.length > 0 || heard.danger) return true;
  return ["report", "supplement", "withdraw", "handbook"].includes(heard.kind);
}

function categoryOf(heard: Heard): Category {
  if (heard.text === "") return "help";
  return heard.category ?? (heard.danger ? "help" : "inquiry");
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

/** The contact behind a message, a new one where nobody is known; keeps name, address and group fresh. */
async function meet(
  t: Tx,
  message: InboundMessage,
  lastGroup: string | undefined,
  now: Date,
): Promise<Contact> {
  const known = await t.contacts.byAddress(message.from);
  return {
    ...(known ?? { id: newId(now), addresses: [message.from], firstSeen: now.toISOString() }),
    name: message.fromName,
    ...(lastGroup ? { group: lastGroup } : {}),
  };
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

function answerRow(contact: Contact, message: InboundMessage, text: string, now: Date, report?: Report) {
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
