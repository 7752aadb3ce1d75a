import QuickLRU from "quick-lru";
import type { BotContext } from "../app/bot-context.ts";
import type { Place } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { canonical } from "../domain/canonical.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import { addressKey, type Officer } from "../domain/people.ts";
import { codesIn, QUERY_CODE_LENGTH, withoutCode } from "../lib/codes.ts";
import type { createFiling } from "../reports/filing.ts";
import { dangerIn, interpret } from "../reports/interpret-message.ts";
import { progressAnswer } from "../reports/progress.ts";
import { type CodeUsed, codeAmong, findAgain } from "../reports/query-code.ts";
import { inboxKey } from "./guards.ts";
import { isResidentsWord } from "./residents-words.ts";

const MINUTE = 60_000;
/** So long what follows the code belongs to its report. */
const FOLLOWS = 10 * MINUTE;
/** Wrong codes of one account that are answered at once; each one more doubles the wait, up to an hour. */
const FREE_TRIES = 3;
const LONGEST_WAIT = 60 * MINUTE;
const REMEMBERED = 10_000;

/** `no-code`: the message goes its way, without what may be in it of one. */
export type QueryCodeFound = { readonly answer: string | undefined } | "no-code";

type Filing = Pick<ReturnType<typeof createFiling>, "addTo" | "remember">;

/**
 * Looks for a 查询码 before anything of a message is kept. In a direct message it opens its report: how it stands, and
 * what else the message says is added to it, as is what follows within ten minutes. In a group its owner is warned.
 */
export function createQueryCodes(bot: BotContext, filing: Filing) {
  const { store, clock, config } = bot;
  const following = new QuickLRU<string, { report: string; until: number }>({ maxSize: REMEMBERED });
  const wrong = new QuickLRU<string, { count: number; until: number }>({ maxSize: REMEMBERED });

  return async (
    message: InboundMessage,
    place: Place,
    officer: Officer | undefined,
  ): Promise<QueryCodeFound> => {
    const candidates = queryCodesOf(message);
    const used = candidates.size > 0 ? await codeAmong(bot, candidates) : undefined;
    if (place !== "dm") {
      if (used && !message.anonymous) await bot.outbox.say({ ...message.from }, { text: inGroup });
      return used ? { answer: undefined } : "no-code";
    }
    if (officer) return used ? { answer: ofResident } : "no-code";
    if (message.anonymous) return "no-code";
    const key = addressKey(message.from);
    const now = clock.now();
    if (used) {
      const wait = waitFor(key, now);
      if (wait > 0) return { answer: later(wait) };
      wrong.delete(key);
      following.set(key, { report: used.report.id, until: now.getTime() + FOLLOWS });
      return { answer: await opened(used, message, now) };
    }
    if (isTry(message.text)) return { answer: notGood(key, now) };
    return goesOn(key, message, now);
  };

  /** What is said on after the code, unless it begins something else. */
  async function goesOn(key: string, message: InboundMessage, now: Date): Promise<QueryCodeFound> {
    const open = following.get(key);
    const isElse = OTHER.test(canonical(message.text).trim()) || isResidentsWord(message.text);
    if (!open || open.until <= now.getTime() || isElse) {
      following.delete(key);
      return "no-code";
    }
    const report = await store.reports.get(open.report);
    const contact = report && (await store.contacts.get(report.reporter));
    // Their own report needs no code: it goes the usual way.
    const isOwn = contact?.addresses.some((address) => addressKey(address) === key);
    if (!report || !contact || isOwn) return "no-code";
    return { answer: await said({ code: "", report, contact }, message, now) };
  }

  async function opened(used: CodeUsed, message: InboundMessage, now: Date): Promise<string> {
    const rest = withoutWords(withoutCode(message.text, used.code));
    const contact = await store.tx((t) => findAgain(t, bot, used, message.from, now));
    bot.outbox.wake({ person: contact.id });
    const found = { ...used, contact };
    if (rest.replace(/[^\p{L}\p{N}]/gu, "").length > 1 || message.attachments.length > 0)
      return said(found, { ...message, text: rest }, now);
    return progress(found);
  }

  async function said(used: CodeUsed, message: InboundMessage, now: Date): Promise<string> {
    const heard = interpret(
      message,
      (await store.officers.all()).map(({ name }) => name),
      bot.model,
    );
    if (heard === "machine") return progress(used);
    if (heard.kind === "progress" && message.attachments.length === 0) return progress(used);
    const danger = dangerIn(message.text, bot.model);
    // Danger is answered here, to the account that tells it, and nothing is pushed to another.
    const { danger: _, ...told } = heard;
    const turn = inboxKey(message);
    const kept = await store.tx(async (t) => {
      if (await t.inbox.has(turn)) return undefined;
      t.inbox.mark(turn, now);
      const report = await t.reports.get(used.report.id);
      if (!report) return undefined;
      return filing.addTo(
        report,
        { t, contact: used.contact, message, turn, told, answering: "keep", warns: false, hides: false, now },
        danger ? { urgent: true } : {},
      );
    });
    if (kept) filing.remember(kept, now);
    if (message.attachments.length > 0) bot.fetchAttachments();
    const first = danger ? `${dangerAdvice(danger, config.station)}\n` : "";
    return `${first}已补充到 ${used.report.number}。`;
  }

  function progress({ contact, report }: CodeUsed): Promise<string> {
    return progressAnswer(store, contact, config.station.timezone, report.id);
  }

  function waitFor(key: string, now: Date): number {
    return Math.max((wrong.get(key)?.until ?? 0) - now.getTime(), 0);
  }

  function notGood(key: string, now: Date): string {
    const wait = waitFor(key, now);
    if (wait > 0) return later(wait);
    const count = (wrong.get(key)?.count ?? 0) + 1;
    const next = count < FREE_TRIES ? 0 : Math.min(MINUTE * 2 ** (count - FREE_TRIES), LONGEST_WAIT);
    wrong.set(key, { count, until: now.getTime() + next });
    return "这个查询码不对，请对着看看，有没有抄错。急事请打110。";
  }
}

const later = (ms: number) => `试得太多了，请过${Math.ceil(ms / MINUTE)}分钟再发。急事请打110。`;
const inGroup =
  "您刚才在群里发了查询码，群里的人都看得到。请马上长按那条消息撤回。\n要换一个，在这里发「换查询码」。";
const ofResident = "话里有居民的查询码，没有办，也没有保存。请去掉再发。";

/** Whatever could be a 查询码 in a message; the names of files are kept, too. */
function queryCodesOf({ text, attachments }: InboundMessage): ReadonlySet<string> {
  const named = attachments.flatMap(({ name = "" }) => [...codesIn(name, QUERY_CODE_LENGTH)]);
  return new Set([...codesIn(text, QUERY_CODE_LENGTH), ...named]);
}

/** What people write around a code, in any order. */
const WORDS =
  /(?:我的|我有|这是|这个|原来的?|给过?我的?|用|凭|查询码|查询|号码|编号|密码|码子?|是|的|查一下|查查|看一下|看看|进度|麻烦|帮我?|请|您好|你好|谢谢|一下|怎么样了?)/g;

function withoutWords(text: string): string {
  const plain = canonical(text);
  return plain.replace(WORDS, "").replace(/[^\p{L}\p{N}]/gu, "") === ""
    ? ""
    : text.replace(/查询码(?:是|为)?[:：\s]*/g, "").trim();
}

/** Nothing but something of a code's form and the words around one: groups of four, or beside the word 查询码. */
function isTry(text: string): boolean {
  const plain = canonical(text).replace(WORDS, (word) => (word.includes("查询码") ? "\0" : ""));
  const rest = plain.replace(/[^\p{L}\p{N}\0-]/gu, "");
  if (/^\0*-*[a-z\d]{4}-[a-z\d]{4}-[a-z\d]{4}-*\0*$/i.test(rest)) return true;
  return rest.includes("\0") && /^[a-z\d]{10,14}$/i.test(rest.replace(/[\0-]/g, ""));
}

/** Begins another matter. */
const OTHER = /^新(?:的|件|事)?(?:[\s，。：:,]|$)/;
