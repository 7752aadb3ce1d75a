import QuickLRU from "quick-lru";
import {
  chooseConsultation,
  type Meant,
  meantConsultation,
  topicOf,
  whichConsultation,
} from "../alerts/meant-consultation.ts";
import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { answerTo } from "../domain/answers.ts";
import { shortWordOf } from "../domain/decide/short-words.ts";
import { type Decision, decide, type History, type Told } from "../domain/decide.ts";
import { meansAllLeaders } from "../domain/meant.ts";
import { isMutedNow, type Mute } from "../domain/mutes.ts";
import { addressKey, type Contact } from "../domain/people.ts";
import { isOpenQuestion } from "../domain/questions.ts";
import { categoryNames } from "../domain/reports.ts";
import { createHandbookDesk } from "../handbook/desk.ts";
import { createPause } from "../lib/pause.ts";
import { outboxRow } from "../outbox/index.ts";
import { answerParticular } from "../reports/answer-particular.ts";
import { answerQuestion } from "../reports/answer-question.ts";
import { saidAt } from "../reports/as-told.ts";
import { createDutyCall } from "../reports/duty-call.ts";
import type { createFiling, Kept } from "../reports/filing.ts";
import { historyOf } from "../reports/history.ts";
import { dangerKindOf, interpret } from "../reports/interpret-message.ts";
import type { Answering, Turn } from "../reports/kept-message.ts";
import { keepCorrection } from "../reports/learn.ts";
import { keepMuted } from "../reports/muted-message.ts";
import { mayCome } from "../reports/receipt.ts";
import { rateReport, settleReport } from "../reports/solved.ts";
import { askedToWithdraw } from "../reports/withdraw-report.ts";
import type { Reads } from "../store/store.ts";
import { type Accounted, answered, ignored } from "./account.ts";
import { meet, reached } from "./contacts.ts";
import { createConversing } from "./conversing.ts";
import { createFlood } from "./flood.ts";
import { inboxKey } from "./guards.ts";
import { createHandbookQuestions } from "./handbook-questions.ts";

/** Who writes on in danger is told 110 again after this time, and looked at past the day's quota as often. */
const DANGER_PAUSE = 60_000;
const FULL = "今天您发得太多，后面的记不下了。明天再说；有危险请打110。";

/** A complaint that nobody here may read: every leader is meant. */
const NOT_OURS = "这件我们不经手，请打12389。";

/** Takes residents' direct messages: files, supplements, answers. */
export interface Intake {
  take(message: InboundMessage, lastGroup: string | undefined): Promise<Accounted>;
  /** Resolves when nothing is under way; false where nothing was. */
  idle(): Promise<boolean>;
}

/** What came of a message within its transaction. */
type Taken = { readonly decision: Decision; readonly kept?: Kept; readonly contact?: Contact } | "duplicate";

export function createIntake(bot: BotContext, filing: ReturnType<typeof createFiling>): Intake {
  const { config, outbox, store, clock } = bot;
  const flood = createFlood(config.intake.perMinute);
  const dutyCall = createDutyCall(bot);
  const dangerKindIn = (text: string) => dangerKindOf(text, bot.model);
  const desk = createHandbookDesk(bot);
  const questions = createHandbookQuestions();
  const conversing = createConversing(bot, filing, desk);
  const asksRating = config.rating;
  const warned = createPause(DANGER_PAUSE);

  /** Who said only 「新」: what they say next is another matter. In memory: after a restart it joins the last one. */
  const another = new QuickLRU<string, true>({ maxSize: 10_000 });

  async function take(message: InboundMessage, lastGroup: string | undefined): Promise<Accounted> {
    const now = clock.now();
    const key = addressKey(message.from);
    const when = saidAt(message, now);
    const verdict = flood.verdict(key, message.text.length, when);
    if (verdict === "drop") return ignored("flood");
    const officers = await store.officers.all();
    const refused = questions.refused(message, now);
    const said = refused ?? message;
    const heard = interpret(
      said,
      officers.map(({ name }) => name),
      bot.model,
    );
    if (heard === "machine") return ignored("machine");
    const consultation = await meantConsultation(store, message, now);
    const chosen = consultation && (await chooses(consultation, message, now));
    if (chosen !== undefined) {
      await outbox.say(message.chat, { text: chosen });
      return answered;
    }
    const told = {
      ...heard,
      handbook: refused || consultation ? undefined : await desk.find(heard),
      ...(consultation && !heard.danger ? asReply(heard) : {}),
    };
    const inDanger = told.danger?.level === "now";
    const warns = inDanger && warned.begin(key, now);
    if (verdict === "danger-only" && !warns) return ignored("flood");
    if (verdict === "full" && !inDanger) {
      await outbox.say(message.chat, { text: FULL });
      return ignored("flood");
    }
    const answering = verdict === "tell" || verdict === "keep" ? verdict : "answer";
    const beside = {
      mayBegin: flood.mayBegin(key, when),
      startsAnew: another.delete(key) || refused !== undefined || consultation !== undefined,
      appendWindow: config.intake.appendWindow,
    };
    const known = await store.contacts.byAddress(message.from);
    const muted = known && (await muteOf(known, told, now));
    if (muted) return keepForLeaders({ message: said, turn: inboxKey(message), told, now });
    if (told.restricted && !inDanger && meansAllLeaders(told.whole, officers)) {
      const isDoubtful = told.danger?.level === "doubtful";
      return conversing.speak(message, known, isDoubtful ? `${NOT_OURS}\n${mayCome}` : NOT_OURS, now);
    }
    // What is surely kept is decided on once, where it is written.
    const mayBeTalk = told.kind !== "report" || told.handbook !== undefined;
    if (mayBeTalk && message.attachments.length === 0 && !inDanger) {
      const decision = await decideFrom(store, known, said, told, beside, when);
      if (decision.do === "tell") questions.answered(message, now);
      const became = await converse(decision, message, known, answering, now);
      if (became) return became;
    }
    const taken = await keep(
      {
        ...{ message: said, turn: inboxKey(message), told, answering, warns, now },
        ...(consultation ? { consultation: consultation.alert?.id ?? "any" } : {}),
      },
      lastGroup,
      beside,
    );
    if (taken === "duplicate") return ignored("duplicate");
    const { kept } = taken;
    if (!kept)
      return (await converse(taken.decision, message, known, answering, now)) ?? ignored("says-nothing");
    filing.remember(kept, now);
    // After the receipt; who is in danger is asked nothing else.
    if (consultation && !consultation.alert && answering === "answer" && !told.danger)
      await store.tx(async (t) => {
        const text = whichConsultation(consultation.open);
        const to = { person: kept.report.reporter };
        t.deliveries.put(outboxRow({ kind: "answer", to, text, report: kept.report.id }, now));
      });
    if (kept.isNew) flood.began(key, when);
    if (kept.call) await dutyCall.watch(kept.call);
    if (message.attachments.length > 0) bot.fetchAttachments();
    // They write, so they can be written to.
    if (known) outbox.wake({ person: known.id });
    return { outcome: kept.isNew ? "filed" : "added" };
  }

  /** The answer to who says only which of the questions they replied to, or 「意见」 alone. */
  async function chooses(
    { alert, words, open }: Meant,
    { from, attachments }: InboundMessage,
    now: Date,
  ): Promise<string | undefined> {
    if (words !== "" || attachments.length > 0) return undefined;
    const known = alert && (await store.contacts.byAddress(from));
    const number = known && (await chooseConsultation(store, known.id, alert, now));
    if (number) return `好的，${number} 记到「${topicOf(alert)}」了，谢谢。`;
    return alert ? `请在「意见」后面写您的话，一起发来。` : whichConsultation(open);
  }

  /** The account's mute, unless what it says may be of danger, or urges. */
  async function muteOf({ id }: Contact, told: Told, now: Date): Promise<Mute | undefined> {
    const mute = await store.mutes.get(id);
    if (!isMutedNow(mute, now) || told.danger || shortWordOf(told.text)?.word === "urgent") return undefined;
    const question = await store.questions.of(id);
    const asksDanger = isOpenQuestion(question, now) && question.kind === "danger";
    return asksDanger && answerTo(question, told.text, now) ? undefined : mute;
  }

  async function keepForLeaders({
    message,
    turn,
    told,
    now,
  }: Pick<Turn, "message" | "turn" | "told" | "now">): Promise<Accounted> {
    const outcome = await store.tx(async (t) => {
      const contact = await t.contacts.byAddress(message.from);
      const mute = contact && (await t.mutes.get(contact.id));
      if (!mute || (await t.inbox.has(turn))) return undefined;
      t.inbox.mark(turn, now);
      return keepMuted(bot, { t, contact, message, told, now }, mute);
    });
    if (message.attachments.length > 0) bot.fetchAttachments();
    return outcome ? { outcome } : ignored("duplicate");
  }

  async function decideFrom(
    reads: Reads,
    contact: Contact | undefined,
    message: InboundMessage,
    told: Told,
    beside: Omit<History, "reports" | "quoted">,
    now: Date,
  ): Promise<Decision> {
    const isFull = (report: string) => filing.isFull(report, now);
    return decide(told, await historyOf(reads, contact, message, isFull, beside), now);
  }

  /** Says what is said and not kept; `undefined`: the decision is to keep something. */
  async function converse(
    decision: Decision,
    message: InboundMessage,
    known: Contact | undefined,
    answering: Answering,
    now: Date,
  ): Promise<Accounted | undefined> {
    const key = addressKey(message.from);
    if (isKept(decision)) return undefined;
    if (known?.quietSince) await endQuiet(known);
    if (decision.do === "ignore") return ignored("says-nothing");
    if (decision.do === "talk" && decision.about === "another") another.set(key, true);
    const text = await conversing.wordsFor(decision, { person: key, known, turn: inboxKey(message) }, now);
    if (known) outbox.wake({ person: known.id });
    if (answering !== "answer" || text === undefined) return ignored("repetition");
    return conversing.speak(message, known, text, now);
  }

  async function endQuiet({ quietSince: _, ...calm }: Contact): Promise<void> {
    await store.tx(async (t) => t.contacts.put(calm));
  }

  function keep(
    said: Omit<Turn, "t" | "contact" | "hides">,
    lastGroup: string | undefined,
    beside: Omit<History, "reports" | "quoted">,
  ): Promise<Taken> {
    const { message, turn, now } = said;
    return store.tx(async (t): Promise<Taken> => {
      if (await t.inbox.has(turn)) return "duplicate";
      const known = await t.contacts.byAddress(message.from);
      const decision = await decideFrom(t, known, message, said.told, beside, saidAt(message, now));
      if (!isKept(decision)) return { decision };
      t.inbox.mark(turn, now);
      const told = decision.because === "answers-particular" ? withoutDanger(said.told) : said.told;
      const contact = meet(known, message, lastGroup, now);
      const next = reached(contact, told, now);
      if (next !== known) t.contacts.put(next);
      const hides = next.quietSince !== undefined;
      // What to do now is said at once to whoever hides only now.
      const warns = said.warns || (hides && contact.quietSince === undefined);
      return { decision, kept: await act(decision, { ...said, told, t, contact, hides, warns }) };
    });
  }

  /** Carries out what was decided. */
  async function act(decision: Extract<Decision, { do: Keeps }>, turn: Turn): Promise<Kept> {
    const { t } = turn;
    if (decision.do === "answer") {
      const kept = await answerQuestion(filing, turn, decision.question, {
        yes: decision.yes,
        dangerKindIn,
        asksRating,
      });
      if (kept) return kept;
    }
    const report = "report" in decision && decision.report ? await t.reports.get(decision.report) : undefined;
    if (decision.do === "file" || !report) {
      const related =
        decision.do === "file" && decision.related ? await t.reports.get(decision.related) : undefined;
      const ask = decision.do === "file" && decision.ask === true;
      return filing.file(turn, related && { report: related, ask });
    }
    switch (decision.do) {
      case "withdraw":
        return askedToWithdraw(filing, turn, report);
      case "settle":
        return settleReport(filing, turn, report, { solved: decision.solved, asksRating });
      case "rate":
        return rateReport(filing, turn, report, decision.rating);
      case "correct":
        keepCorrection(
          t,
          { report: report.id, field: "category", label: decision.category },
          "resident",
          turn.now,
        );
        return filing.addTo(report, turn, {
          category: decision.category,
          answer: `好的，${report.number} 改成${categoryNames[decision.category]}了。`,
        });
      case "add":
        if (decision.because === "answers-particular") return answerParticular(filing, turn, report);
        return filing.addTo(report, turn, {
          reopen: decision.reopen === true,
          apart: decision.because === "limit",
          ...(decision.because === "urgent-word"
            ? { urgent: true, answer: `已催 ${report.number}，有危险请打110。` }
            : {}),
        });
      default:
        return filing.addTo(report, turn);
    }
  }

  return { take, idle: dutyCall.idle };
}

/** Few words that say where, as they were asked for. */
function withoutDanger<T extends Told>({ danger: _, ...told }: T): Omit<T, "danger"> {
  return told;
}

/** A reply to what residents were asked is kept, whatever it looks like; what it may be beside that stays. */
function asReply({ restricted, sensitive }: Pick<Told, "restricted" | "sensitive">) {
  const isPlain = !restricted && !sensitive;
  return { kind: "report" as const, ...(isPlain ? { category: "suggestion" as const, unsure: false } : {}) };
}

type Keeps = "file" | "add" | "answer" | "withdraw" | "settle" | "rate" | "correct";

function isKept(decision: Decision): decision is Extract<Decision, { do: Keeps }> {
  switch (decision.do) {
    case "ignore":
    case "talk":
    case "progress":
    case "tell":
    case "phone":
    case "attend":
      return false;
    default:
      return true;
  }
}
