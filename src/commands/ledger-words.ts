import { questionFor, shownValue } from "../domain/ledger-fields.ts";
import { isFilled, isRequired, type Ledger, type LedgerEntry, stateOf } from "../domain/ledgers.ts";
import { ask } from "../domain/questions.ts";
import { showableLine } from "../domain/showable.ts";
import type { LedgerAsks, LedgerStep } from "../ledgers/drafts.ts";
import type { LedgerRefused } from "../ledgers/ledger-context.ts";
import type { CommandContext } from "./command.ts";
import { notAllowed } from "./report-answers.ts";

/** 「12月4日」 of `2026-12-04`. */
export function shortDay(day: string): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}

/** What the columns of the list hold, in one line. */
export function listedValues({ values }: Pick<LedgerEntry, "values">, { columns, fields }: Ledger): string {
  return columns.list
    .map((id) => {
      const field = fields.find((one) => one.id === id);
      return field ? shownValue(field, values[id]) : "";
    })
    .filter(Boolean)
    .join("，");
}

/** An entry as a row: number, what the columns of the list hold, state, and by when it is due. */
export function entryRow(entry: LedgerEntry, ledger: Ledger, today: string): string {
  const told = listedValues(entry, ledger);
  const state = stateOf(ledger, entry.state).title;
  return [`${entry.number} ${entry.subject ?? ""}${showableLine(told, 30)} ${state}`, dueWords(entry, today)]
    .filter(Boolean)
    .join("，");
}

export function dueWords({ dueOn }: Pick<LedgerEntry, "dueOn">, today: string): string {
  if (dueOn === undefined) return "";
  if (dueOn === today) return "今天到期";
  return dueOn < today ? `${shortDay(dueOn)}到期，已过` : `${shortDay(dueOn)}到期`;
}

/** An entry as a whole: each field that holds something on a line, the links, and what may be done next. */
export async function wholeEntry(
  entry: LedgerEntry,
  ledger: Ledger,
  context: CommandContext,
): Promise<string> {
  const officers = await context.bot.store.officers.all();
  const names = new Map(officers.map(({ id, name }) => [id, name]));
  const state = stateOf(ledger, entry.state);
  const lines = ledger.fields
    .filter(({ id }) => isFilled(entry.values[id]))
    .map((field) => `${field.title}：${shownValue(field, entry.values[field.id], names)}`);
  const notes = entry.events.filter(({ words }) => words).slice(-3);
  const next = state.to.map((id) => stateOf(ledger, id).title);
  return [
    `${entry.number} ${ledger.title}，${state.title}${entry.dueOn ? `，${shortDay(entry.dueOn)}到期` : ""}`,
    ...(entry.subject ? [`对象：${entry.subject}`] : []),
    ...lines,
    ...notes.map(({ by, words }) => `${names.get(by) ?? ""}：${words}`),
    ...entry.events.flatMap(({ kind, what }) => (kind === "linked" && what ? [`已转成 ${what}`] : [])),
    ...(next.length > 0 ? [`下一步：${next.map((title) => `「${title} ${entry.number}」`).join("")}`] : []),
  ].join("\n");
}

/** What is said of a step of writing; the next question is kept, so that a whole message answers it. */
export async function saidOfStep(
  step: LedgerStep,
  context: CommandContext,
  { isAnswer = false } = {},
): Promise<string> {
  if ("refused" in step) return refusalWords(step);
  context.bot.fetchAttachments();
  if ("asks" in step) return askNext(step, context, isAnswer);
  const { done, ledger } = step;
  const state = stateOf(ledger, done.state);
  const isNew = done.events.length === 1;
  const told = listedValues(done, ledger);
  const head = isNew ? `已记 ${done.number}` : `${done.number} ${state.title}`;
  const due = done.dueOn ? `${shortDay(done.dueOn)}到期。` : "";
  const next = stateByEnd(ledger, done);
  return [
    `${head}：${done.subject ? `${done.subject}，` : ""}${showableLine(told, 40)}`,
    `${due}${next ? `办完发「${next} ${done.number}」` : ""}`,
  ]
    .filter(Boolean)
    .join("\n");
}

function stateByEnd(ledger: Ledger, { state }: LedgerEntry): string | undefined {
  const next = stateOf(ledger, state).to.map((id) => stateOf(ledger, id));
  if (next.length === 0) return undefined;
  return next.some(({ ends }) => ends) ? "完成" : next[0]?.title;
}

async function askNext(
  { asks, again }: LedgerAsks,
  { bot, officer, now }: CommandContext,
  isAnswer: boolean,
): Promise<string> {
  const { draft, field } = asks;
  const asked = { person: officer.id, kind: "dialogue", subject: `ledger:${draft.id}` } as const;
  await bot.store.tx(async (t) => {
    const question = ask(asked, await t.questions.of(officer.id), now);
    if (question) t.questions.put(question);
  });
  const known = isAnswer || draft.entry !== undefined ? "" : knownLine(asks);
  const isOptional = !isRequired(field, draft.state);
  return [known, `${again ?? ""}${questionFor(field, isOptional)}`].filter(Boolean).join("\n");
}

/** What was told already, so that a slip is seen at once. */
function knownLine({ draft, ledger }: LedgerAsks["asks"]): string {
  const told = ledger.fields
    .filter(({ default: by, type }) => by === undefined && type !== "pictures" && type !== "voice")
    .map((field) => shownValue(field, draft.values[field.id]))
    .filter(Boolean);
  const all = [...(draft.subject ? [draft.subject] : []), ...told];
  return all.length > 0
    ? `${ledger.title}：${showableLine(all.join("，"), 40)}`
    : `${ledger.title}（不写了回「取消」）`;
}

export function refusalWords(why: LedgerRefused): string {
  switch (why.refused) {
    case "not-allowed":
      return notAllowed;
    case "no-ledger":
      return "这个台账没有在用。有哪些，发「/台账」。";
    case "no-draft":
      return "这条已经不在写了。";
    case "not-found":
      return `没有找到 ${why.number}。`;
    case "wrong":
      return why.sentence;
    case "no-move":
      return why.moves.length > 0
        ? `${why.number} 现在只能：${why.moves.map((one) => `「${one} ${why.number}」`).join("")}`
        : `${why.number} 已经办完了。`;
  }
}
