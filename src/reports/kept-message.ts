import type { InboundMessage } from "../channels/channel.ts";
import type { Told } from "../domain/decide.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { Contact } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { askResident } from "./ask-resident.ts";
import { CALL_WAITS, type Call } from "./duty-call.ts";
import type { Calls } from "./gathered-notices.ts";
import type { asks } from "./receipt.ts";

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
  /** They may be hiding: they are answered at once, and hear nothing afterwards. */
  readonly hides: boolean;
  /** Set where an officer registers what somebody told them: they have the answer, not the person. */
  readonly source?: Report["source"];
  /** What residents were asked that it replies to, as the report keeps it. */
  readonly consultation?: string;
  readonly now: Date;
}

/** Keeps what the receipt has asked, so that a short word answers it, also after a restart. */
export async function keepAsked(
  t: Tx,
  contact: Contact,
  kind: ReturnType<typeof asks>,
  report: Report,
  related: Report | undefined,
  now: Date,
): Promise<void> {
  // A category is corrected in words that need no question.
  if (!kind || kind === "category") return;
  const isParticular = kind === "where" || kind === "when";
  const more = kind === "when" ? "when" : kind === "same-matter" ? related?.id : undefined;
  const subject = more === undefined ? report.id : `${report.id},${more}`;
  await askResident(t, contact, isParticular ? "where" : kind, subject, now);
}

/** The call that the answer waits for; none where nobody could be called. */
export function calling({ id }: Delivery, calledText: string, calls: Calls): Call | undefined {
  return calls.length > 0 ? { answer: id, calledText, notices: calls } : undefined;
}

/** Who is in danger is answered before everybody else; at the latest when it is clear that nobody was called. */
export function asUrgent(row: Delivery, isUrgent: boolean, call: Call | undefined, now: Date): Delivery {
  if (!isUrgent) return row;
  const waits = call ? { notBefore: new Date(now.getTime() + CALL_WAITS).toISOString() } : {};
  return { ...row, severe: true, ...waits };
}

/** What the resident did, without a word of theirs. */
export function audit(
  t: Tx,
  report: Report,
  who: Pick<Contact, "id"> | NonNullable<Report["source"]>,
  action: string,
  words: string,
  now: Date,
): void {
  t.audit.append({
    at: now.toISOString(),
    actor: "officer" in who ? { officer: who.officer } : { person: who.id },
    action,
    subject: { kind: "report", id: report.id },
    facts: { number: report.number, category: report.category, priority: report.priority },
    words,
  });
}

/** What became of a report by the resident's word. */
export function auditChange(
  t: Tx,
  { id }: Pick<Report, "id">,
  contact: Pick<Contact, "id">,
  action: string,
  now: Date,
): void {
  const subject = { kind: "report", id } as const;
  t.audit.append({ at: now.toISOString(), actor: { person: contact.id }, action, subject });
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

/** Said once where somebody writes more than is answered. */
export function floodAnswer(report: Report, answering: Answering): string | undefined {
  if (answering !== "tell") return undefined;
  return `消息有点多，都记在 ${report.number} 里了，不用重复发。\n有危险请打110。`;
}
