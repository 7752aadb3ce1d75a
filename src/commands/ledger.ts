import { z } from "zod";
import type { Answer } from "../app/command.ts";
import { canonical } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { mayInLedger } from "../domain/ledger-rights.ts";
import { DONE, type Ledger } from "../domain/ledgers.ts";
import { askedBy } from "../domain/questions.ts";
import { changeField, moveEntry, namedPersons, noteOnEntry } from "../ledgers/change-entry.ts";
import { answerDraft, draftsOf, dropDraft, resumeDraft, startEntry } from "../ledgers/drafts.ts";
import { findEntries, ledgerOverview, readEntry } from "../ledgers/find-entries.ts";
import { todayIn } from "../ledgers/ledger-context.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { closingLedger, FOLLOWED, followReport, madeOf } from "./ledger-links.ts";
import { entryRow, refusalWords, saidOfStep, wholeEntry } from "./ledger-words.ts";
import { acting } from "./report-answers.ts";
import { moreLine, ROWS, readPage } from "./rows.ts";

/** 走访-42, with what follows. */
const NUMBER = /^\s*(\p{Script=Han}{1,8})\s*-\s*(\d{1,7})(?!\d)[\s，,。：:；;]*([\s\S]*)$/u;

interface Named {
  readonly number: string;
  readonly rest: string;
}

/** The number of an entry at the front of a text, where a ledger has its word. */
function readNumber(text: string, ledgers: readonly Ledger[]): Named | undefined {
  const [, word = "", running = "", rest = ""] =
    NUMBER.exec(text.replace(/\p{Pd}|−/u, "-").normalize("NFKC")) ?? [];
  return ledgers.some(({ words }) => words[0] === word)
    ? { number: `${word}-${Number(running)}`, rest }
    : undefined;
}

function ledgerOfWord(word: string, ledgers: readonly Ledger[]): Ledger | undefined {
  return ledgers.find(({ words }) => words.includes(word));
}

/** Words that move an entry on. */
function moveWords(ledgers: readonly Ledger[]): ReadonlySet<string> {
  return new Set([
    DONE,
    ...ledgers.flatMap(({ states }) => states.flatMap((one) => [one.title, ...one.words])),
  ]);
}

export const ledgerCommand = defineCommand({
  name: "ledger",
  aliases: ["台账"],
  action: "ledgers.use",
  where: ["dm"],
  summary: "记台账、看台账；每个台账有自己的词，例如「/走访」",
  usage: [
    "/台账",
    "/走访 锦绣家园3号楼 老人独居，灯坏了，周五来修",
    "/走访",
    "走访-42",
    "完成 走访-42",
    "/调解-42 身份",
  ],
  args: z.string(),
  opens(word, rest, slashed, { ledgers }) {
    const all = ledgers();
    if (closingLedger(word, all)) return FOLLOWED.test(rest.normalize("NFKC"));
    if (readNumber(word, all)) return slashed || rest === "";
    if (moveWords(all).has(word) && readNumber(rest, all)) return true;
    return ledgerOfWord(word, all) !== undefined && (slashed || /^\d*$/.test(rest));
  },
  async run(typed, context) {
    const ledgers = context.bot.ledgers();
    const text = canonical(typed.slice(0, 40)) === "" ? "" : typed.trim();
    if (text === "") return overview(context);
    const named = readNumber(text, ledgers);
    if (named) return ofEntry(named, context);
    const [, word = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    const moved = moveWords(ledgers).has(word) ? readNumber(rest, ledgers) : undefined;
    if (moved)
      return saidOfStep(
        await moveEntry(...acting(context), { number: moved.number, word, words: moved.rest }),
        context,
      );
    const follows = closingLedger(word, ledgers);
    if (follows) return followReport(follows, rest, context);
    const ledger = ledgerOfWord(word, ledgers);
    if (!ledger) throw new UserFacingError(`没有「${word.slice(0, 10)}」这个台账。有哪些，发「/台账」。`);
    return ofLedger(ledger, rest.trim(), context);
  },
  async answered(said, question, context): Promise<Answer> {
    const id = askedBy(question).rest;
    if ("step" in said && said.step === "cancel") {
      const dropped = await dropDraft(...acting(context), id);
      return "refused" in dropped ? refusalWords(dropped) : "不写了，没有记。";
    }
    const { message } = context;
    const given = {
      draft: id,
      ...("words" in said ? { words: message.text.trim() === "" ? "" : said.words, message } : {}),
      ...("step" in said ? { step: said.step as "skip" | "back" } : {}),
    };
    const answer = await saidOfStep(await answerDraft(...acting(context), given), context, {
      isAnswer: true,
    });
    return "words" in said && message.attachments.length > 0 ? `收到了。\n${answer}` : answer;
  },
});

async function overview(context: CommandContext): Promise<Answer> {
  const rows = await ledgerOverview(...acting(context));
  if (rows.length === 0) return "所里还没有台账。";
  const drafts = await draftsOf(context.bot, context.officer.id);
  return [
    "所里的台账：",
    ...rows.map(
      ({ ledger, open, late }) =>
        `${ledger.title}：${open}条没办完${late > 0 ? `，${late}条过期` : ""}，发「/${ledger.words[0]}」`,
    ),
    ...(drafts.length > 0 ? [`您有${drafts.length}条没写完。`] : []),
  ].join("\n");
}

async function ofLedger(ledger: Ledger, rest: string, context: CommandContext): Promise<Answer> {
  const running = /^(\d{1,7})[号条]?$/.exec(rest.normalize("NFKC"))?.[1];
  if (running !== undefined)
    return ofEntry({ number: `${ledger.words[0]}-${Number(running)}`, rest: "" }, context);
  const { page, rest: words } = readPage(rest === "" ? [] : rest.split(/\s+/));
  const isAll = words.length === 1 && (words[0] === "全部" || words[0] === "全所");
  const isFound = words[0] === "找" && words.length > 1;
  const isGoingOn = words.length === 1 && words[0] === "继续";
  if (words.length > 0 && !isAll && !isFound && !isGoingOn)
    return saidOfStep(
      await startEntry(...acting(context), { ledger: ledger.id, typed: rest, message: context.message }),
      context,
    );
  const [draft] = (await draftsOf(context.bot, context.officer.id)).filter((one) => one.ledger === ledger.id);
  const goingOn = draft && (await saidOfStep(await resumeDraft(...acting(context), draft.id), context));
  if (isGoingOn && goingOn) return goingOn;
  if (context.message.attachments.length > 0)
    return saidOfStep(
      await startEntry(...acting(context), { ledger: ledger.id, typed: "", message: context.message }),
      context,
    );
  return [
    await listed(ledger, { page, isAll, terms: isFound ? words.slice(1) : [] }, context),
    ...(goingOn ? [`还有一条没写完，接着写：\n${goingOn}`] : []),
  ].join("\n");
}

async function listed(
  ledger: Ledger,
  { page, isAll, terms }: { page: number; isAll: boolean; terms: readonly string[] },
  context: CommandContext,
): Promise<string> {
  const mine = isAll || terms.length > 0 ? {} : { officer: context.officer.id };
  const filter = terms.length > 0 ? { terms: terms.slice(0, 8) } : { open: true, ...mine };
  const found = await findEntries(...acting(context), {
    ledger: ledger.id,
    filter,
    limit: ROWS,
    offset: (page - 1) * ROWS,
    order: terms.length > 0 ? "newest" : "due",
  });
  if ("refused" in found) throw new UserFacingError(refusalWords(found));
  const word = ledger.words[0];
  const how = mayInLedger(context.officer, ledger, "write") ? `要记，发「/${word} 内容」。` : "";
  if (found.total === 0)
    return terms.length > 0 ? "没有找到。" : `${ledger.title}没有${isAll ? "" : "您"}没办完的。${how}`;
  const today = todayIn(context.bot);
  return [
    `${ledger.title}${terms.length > 0 ? "找到" : isAll ? "没办完" : "您没办完"}${found.total}条：`,
    ...found.entries.map((entry) => entryRow(entry, ledger, today)),
    ...moreLine({ rows: found.entries, total: found.total }, page, "条", `/${word}${isAll ? " 全部" : ""}`),
  ].join("\n");
}

/** The entry as it is; a word that moves it, a field and its value, or a note behind its number. */
async function ofEntry({ number, rest }: Named, context: CommandContext): Promise<Answer> {
  const read = await readEntry(...acting(context), number);
  if ("refused" in read) throw new UserFacingError(refusalWords(read));
  const { done, ledger } = read;
  if (rest === "") return wholeEntry(done, ledger, context);
  if (/^(?:身份|姓名|联系方式)[。？?]?$/.test(rest.trim())) return personsOf(number, context);
  const made = await madeOf(done, ledger, rest, context);
  if (made !== undefined) return made;
  const [, first = "", behind = ""] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [];
  if (moveWords([ledger]).has(first))
    return saidOfStep(await moveEntry(...acting(context), { number, word: first, words: behind }), context);
  const field = ledger.fields.find(({ title }) => title === first);
  if (field && behind !== "") {
    const changed = await changeField(...acting(context), { number, field: field.id, typed: behind });
    if ("refused" in changed) throw new UserFacingError(refusalWords(changed));
    return `${number} 的${field.title}改好了。`;
  }
  const noted = await noteOnEntry(...acting(context), { number, words: rest.slice(0, 500) });
  if ("refused" in noted) throw new UserFacingError(refusalWords(noted));
  return `已记在 ${number} 里。`;
}

/** Whom the entry names; it is seen that they were looked up. */
async function personsOf(number: string, context: CommandContext): Promise<string> {
  const found = await namedPersons(...acting(context), number);
  if ("refused" in found) throw new UserFacingError(refusalWords(found));
  if (found.done.length === 0) return `${number} 里没有记人。`;
  const lines = found.done.map(
    ({ title, person }) =>
      `${title}：${person ? [person.name, person.telephone].filter(Boolean).join(" ") : "已删除"}`,
  );
  return [...lines, "查看已记录，请勿转发。"].join("\n");
}
