import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import type { Decision } from "../domain/decide.ts";
import type { Contact } from "../domain/people.ts";
import { type Report, statusNames } from "../domain/reports.ts";
import type { createHandbookDesk } from "../handbook/desk.ts";
import { privacySentence } from "../lib/texts.ts";
import type { createFiling } from "../reports/filing.ts";
import { answerRow } from "../reports/kept-message.ts";
import { progressAnswer } from "../reports/progress.ts";
import { type Accounted, answered } from "./account.ts";
import { meet } from "./contacts.ts";
import { createSmallTalk } from "./small-talk.ts";

/** What is said to a resident where nothing of theirs is kept. */
export function createConversing(
  { config, store, outbox }: Pick<BotContext, "config" | "store" | "outbox">,
  filing: Pick<ReturnType<typeof createFiling>, "remind">,
  desk: Pick<ReturnType<typeof createHandbookDesk>, "tell">,
) {
  const smallTalk = createSmallTalk(config.station);

  /** `undefined`: it was said a moment ago. */
  async function wordsFor(
    decision: Decision,
    { person, known, turn }: { person: string; known: Contact | undefined; turn: string },
    now: Date,
  ): Promise<string | undefined> {
    const { phone, timezone } = config.station;
    switch (decision.do) {
      case "tell":
        return desk.tell(decision.answer);
      case "phone":
        return phone ? `所里电话：${phone}。紧急请打110。` : "有事直接在这里说，民警看。紧急请打110。";
      case "attend":
        return decision.report === undefined
          ? `还没有您的反映。有事直接说，民警看。${phone ? `\n所里电话 ${phone}` : ""}`
          : attended(await filing.remind(decision.report, turn, now));
      case "progress":
        return known
          ? progressAnswer(store, known, timezone, decision.report)
          : smallTalk("progress", person, now);
      case "talk":
        return smallTalk(decision.about, person, now);
      default:
        return undefined;
    }
  }

  async function speak(
    message: InboundMessage,
    known: Contact | undefined,
    text: string,
    now: Date,
  ): Promise<Accounted> {
    if (known?.greetedAt) await outbox.say(message.chat, { text });
    else await greet(message, text, now);
    return answered;
  }

  /** First contact without a report: the person is known from now on, and has been told who sees what. */
  async function greet(message: InboundMessage, text: string, now: Date): Promise<void> {
    await store.tx(async (t) => {
      const contact = meet(await t.contacts.byAddress(message.from), message, undefined, now);
      t.contacts.put({ ...contact, greetedAt: now.toISOString() });
      t.deliveries.put(answerRow(contact, message, `${text}\n${privacySentence}`, now));
    });
  }

  /** Number, state, and where a voice answers. */
  function attended(report: Report | undefined): string | undefined {
    if (!report) return undefined;
    const { number, status } = report;
    const { phone } = config.station;
    return `收到了，${number} ${statusNames[status]}。\n已提醒民警${phone ? `，电话${phone}` : "，急事打110"}。`;
  }

  return { wordsFor, speak };
}
