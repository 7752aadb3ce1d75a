import type { ActionContext } from "../app/bot-context.ts";
import { draftOf, readWritten } from "../domain/alert-drafts.ts";
import { signAlert } from "../domain/alert-text.ts";
import {
  BEFORE_MS,
  type Gathering,
  gatheringsIn,
  isSuggested,
  type Suggestion,
  type Told,
  WEEK_MS,
  wordsOfKind,
} from "../domain/gatherings.ts";
import type { Actor } from "../domain/people.ts";
import { isRestricted } from "../domain/rights.ts";
import { fromWallClock, inZone } from "../lib/time.ts";
import { outboxRow } from "../outbox/index.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import type { Alerts } from "./alert-files.ts";
import { audienceOf } from "./audience.ts";
import { type Drafted, putDraft } from "./drafts.ts";
import { planReaders } from "./plan-readers.ts";

/** Name of the round that is remembered by its days. */
const ROUND = "suggestions";
const DAYS = 60;
/** More reports than a station gets in five weeks. */
const MOST = 3_000;
/** So many are suggested in one evening. */
const EACH_EVENING = 2;

/**
 * Once an evening, from the time of the preview: where one kind of thing gathers among the week's reports, officers who
 * see the plan are shown a text about it, with the reports' numbers. Within a transaction; gives how many there were.
 */
export async function suggestInEvening(
  t: Tx,
  alerts: Pick<Alerts, "series" | "schedules">,
  { timezone, preview, station }: { timezone: string; preview: string; station: string },
  now: Date,
): Promise<number> {
  const today = inZone(now, timezone).format("YYYY-MM-DD");
  const evening = fromWallClock(`${today} ${preview}`, timezone);
  if (!evening || now < evening) return 0;
  const days = (await t.rounds.get(ROUND))?.days ?? [];
  if (days.includes(today)) return 0;
  t.rounds.put({ id: ROUND, days: [...days, today].slice(-DAYS) });
  const before = await t.suggestions.all();
  for (const { id, at } of before) if (Date.parse(at) < now.getTime() - BEFORE_MS) t.suggestions.remove(id);
  const fresh = gatheringsIn(await toldIn(t, now), now).filter((one) => !isSuggested(one, before, now));
  let last = Math.max(0, ...before.map(({ id }) => Number(id)));
  const readers = await planReaders(t);
  for (const gathering of fresh.slice(0, EACH_EVENING)) {
    const { about, numbers, office } = gathering;
    const { title, text } = textFor(gathering, alerts, station);
    const at = now.toISOString();
    const id = String(++last);
    t.suggestions.put({ id, about, title, text, numbers, at, state: "open", ...(office ? { office } : {}) });
    for (const reader of readers) {
      const row = { kind: "notice", to: { officer: reader.id } } as const;
      t.deliveries.put(outboxRow({ ...row, text, alone: true }, now));
      t.deliveries.put(
        outboxRow({ ...row, text: suggestionLine({ id, numbers, ...(office ? { office } : {}) }) }, now),
      );
    }
  }
  return Math.min(fresh.length, EACH_EVENING);
}

/** Numbers named in one notice. */
const NAMED = 8;

export function suggestionLine({
  id,
  numbers,
  office,
}: Pick<Suggestion, "id" | "numbers" | "office">): string {
  const more = numbers.length > NAMED ? "等" : "";
  return `建议${id}：这一周${office ?? ""}有${numbers.length}件像是一类：${numbers.slice(0, NAMED).join("、")}${more}。\n上面的话合适，回「/提示 采用 ${id}」再改；不用，回「/提示 不用 ${id}」。`;
}

async function toldIn(reads: Pick<Reads, "reports">, now: Date): Promise<Told[]> {
  const from = new Date(now.getTime() - WEEK_MS - BEFORE_MS).toISOString();
  const reports = await reads.reports.newest({ from }, MOST);
  const told: Told[] = [];
  for (const report of reports) {
    if (report.sensitive || isRestricted(report)) continue;
    if (["rejected", "duplicate", "withdrawn"].includes(report.status)) continue;
    const { number, category, office, place, receivedAt: at, reporter } = report;
    const text = (await reads.reports.firstSaid(report.id))?.text ?? "";
    told.push({ number, category, office, place, at, reporter, text });
  }
  return told;
}

/** The station's own text that says most about it, else a plain one: neither numbers nor a place are in it. */
function textFor(
  { kind }: Gathering,
  { series, schedules }: Pick<Alerts, "series" | "schedules">,
  station: string,
) {
  const words = kind === undefined ? undefined : wordsOfKind(kind);
  const count = (text: string) => (words ? [...text.matchAll(new RegExp(words, "g"))].length : 0);
  // What is written for hotels or schools is not for everybody.
  const special = new Set(schedules.flatMap((one) => (one.audience?.members ? [one.series] : [])));
  const best = [...series]
    .flatMap(([name, files]) => (special.has(name) ? [] : files))
    .filter(({ expires, effective }) => !expires && !effective)
    .map((file) => ({ file, score: 2 * count(file.title) + count(file.text) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)[0]?.file;
  if (best) return { title: best.title, text: signAlert(best.text, station) };
  const what = kind === undefined ? "身边的事" : kind;
  const title = `${what}，早说早管`;
  const text = `【${title}】\n近来邻居们常说起${kind === undefined ? "同一类事" : `${kind}的事`}。碰上了先顾好自己，别和人争，也别自己上手处理。\n记下时间和地方，私聊本助手说一句，我们来看；正在发生、有危险的，马上打110。\n${station}`;
  return { title, text };
}

export type SuggestionRefused = NotAllowed | { readonly refused: "no-such" | "closed" };

/** Those that nobody has decided about, oldest first. */
export async function openSuggestions(
  context: ActionContext,
  actor: Actor,
): Promise<{ readonly done: readonly Suggestion[] } | NotAllowed> {
  const { store } = context;
  if (!(await actingOfficer(store, actor, "alerts.write"))) return { refused: "not-allowed" };
  return { done: (await store.suggestions.all()).filter(({ state }) => state === "open") };
}

/** Makes a draft of the officer's own of it, for the groups of the office where it gathers. */
export function useSuggestion(
  context: ActionContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<Drafted | SuggestionRefused> {
  const { clock, config, store } = context;
  const { name: station, timezone } = config.station;
  const now = clock.now();
  return store.tx(async (t): Promise<Drafted | SuggestionRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const found = await t.suggestions.get(id);
    if (!found) return { refused: "no-such" };
    const written = readWritten(found.text, station);
    if (found.state !== "open" || !written) return { refused: "closed" };
    const audience = found.office ? { audience: { offices: [found.office] } } : {};
    const alert = await putDraft(t, { ...draftOf(written), ...audience }, officer, timezone, now);
    t.suggestions.put({ ...found, state: "used" });
    return { done: alert, groups: await audienceOf(t, alert), remarks: [] };
  });
}

/** Turns it down: what gathers so is not suggested again for a week. */
export function declineSuggestion(
  context: ActionContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<{ readonly done: Suggestion } | SuggestionRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<{ readonly done: Suggestion } | SuggestionRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const found = await t.suggestions.get(id);
    if (!found) return { refused: "no-such" };
    if (found.state !== "open") return { refused: "closed" };
    const done: Suggestion = { ...found, state: "declined", at: now.toISOString() };
    t.suggestions.put(done);
    return { done };
  });
}
