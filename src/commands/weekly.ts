import type { Dayjs } from "dayjs";
import { UserFacingError } from "../domain/errors.ts";
import { durationWords } from "../domain/figures.ts";
import type { LedgerEntry } from "../domain/ledgers.ts";
import { type Category, categoryNames, type Report } from "../domain/reports.ts";
import { streetIn } from "../domain/routing.ts";
import { showableLine } from "../domain/showable.ts";
import { type LedgerWork, ledgerWork } from "../ledgers/figures.ts";
import { beginningOf, inZone } from "../lib/time.ts";
import { figuresOfWeek, type WeekSummary } from "../reports/figures-of-week.ts";
import { choices } from "./args.ts";
import { defineCommand } from "./command.ts";
import { timeLines } from "./figures-texts.ts";
import { listedValues } from "./ledger-words.ts";
import { type Period, periodNamed } from "./periods.ts";
import { acting, unlessRefused } from "./report-answers.ts";
import { ROWS } from "./rows.ts";

export const weeklyCommand = defineCommand({
  name: "weekly",
  aliases: ["周报"],
  action: "reports.count",
  where: ["dm"],
  summary: "按已经办的事和台账写好一周、一天的周报和日志，可以直接复制",
  usage: ["/周报", "/周报 上周", "/周报 今天"],
  args: choices,
  async run({ words }, context) {
    const { offices, station } = context.bot.config;
    const today = inZone(context.now, station.timezone);
    const { name: period, from, before } = read(words, today);
    const end = before ?? today.add(1, "day");
    const week = { from: beginningOf(from, station.timezone), before: beginningOf(end, station.timezone) };
    const found = unlessRefused(await figuresOfWeek(...acting(context), week));
    const { name, office } = found.officer;
    const [first, last] = [from.format("M月D日"), end.subtract(1, "day").format("M月D日")];
    const kept = { from: from.format("YYYY-MM-DD"), before: end.format("YYYY-MM-DD") };
    const ledgers = await ledgerWork(context.bot, context.bot.store, context.officer, kept);
    const row = (report: Report) => {
      const street = streetIn(offices, report.place);
      return `${report.number} ${categoryNames[report.category]}${street ? `·${street}` : ""}`;
    };
    return [
      `${period.endsWith("天") ? `日志 ${first}` : `周报 ${first}—${last}`} ${office ?? station.name} ${name}`,
      ...section("一、本人", [...ownLines(found.own, row), ...ledgers.map(ledgerLine)]),
      ...section(`二、${office ?? "全所"}`, officeLines(found)),
      ...section("三、警情提示", alertLines(found.alerts)),
    ].join("\n");
  },
});

/** On a Monday the week that is over is meant. */
function read(words: readonly string[], today: Dayjs): Period {
  const [word = today.day() === 1 ? "上周" : "本周", ...more] = words;
  const period = more.length === 0 ? periodNamed(word, today) : undefined;
  if (!period || !["本周", "上周", "今天", "昨天"].includes(period.name))
    throw new UserFacingError(
      `不认识「${showableLine(words.join(" "), 20)}」。发「/周报」「/周报 上周」或「/周报 今天」。`,
    );
  return period;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, ...lines] : [];
}

function ownLines(
  { taken, replies, notes, closed, firstAnswerMedian, open }: WeekSummary["own"],
  row: (report: Report) => string,
): string[] {
  const counts = [
    [`接手${taken}件`, taken],
    [`回复${replies}次`, replies],
    [`办结${closed.length}件`, closed.length],
    [`备注${notes}条`, notes],
  ] as const;
  const did = counts.filter(([, count]) => count > 0).map(([words]) => words);
  const how = firstAnswerMedian === undefined ? "" : `，首次答复中位${durationWords(firstAnswerMedian)}`;
  return [
    did.length > 0 ? `${did.join("，")}${how}。` : "没有接手、回复或办结。",
    ...listed("办结", closed, row),
    ...listed("在办", open, row),
  ];
}

/** 走访日记2条：锦绣家园3号楼，特困和鳏寡孤独，…；…。 Persons are in none of it. */
function ledgerLine({ ledger, written, ended }: LedgerWork): string {
  const told = (entry: LedgerEntry) => {
    const what = [entry.subject, listedValues(entry, ledger)].filter(Boolean).join("，");
    return `${entry.number} ${showableLine(what, 40)}`;
  };
  const more = written.length > ROWS ? ` 等${written.length}条` : "";
  const done =
    ended.length > 0 ? `办完以前的${ended.length}条：${ended.map((e) => e.number).join("、")}。` : "";
  if (written.length === 0) return `${ledger.title}：${done}`;
  return `${ledger.title}${written.length}条：${written.slice(0, ROWS).map(told).join("；")}${more}。${done}`;
}

function listed(what: string, reports: readonly Report[], row: (report: Report) => string): string[] {
  if (reports.length === 0) return [];
  const more = reports.length > ROWS ? ` 等${reports.length}件` : "";
  return [`${what}：${reports.slice(0, ROWS).map(row).join("；")}${more}。`];
}

function officeLines({ received, figures, open }: WeekSummary): string[] {
  const categories = (Object.keys(categoryNames) as Category[])
    .map((category) => [category, received.filter((report) => report.category === category).length] as const)
    .filter(([, count]) => count > 0)
    .map(([category, count]) => `${categoryNames[category]}${count}`);
  const closed = figures.closed > 0 ? `，其中已办结${figures.closed}件` : "";
  const late = open.late > 0 ? `，逾期${open.late}件` : "";
  return [
    `收到群众反映${figures.received}件${categories.length > 0 ? `：${categories.join("、")}` : ""}${closed}。`,
    ...timeLines(figures).map((line) => `${line}。`),
    `眼下未结${open.open}件${late}。`,
  ];
}

function alertLines({ sent, groups, byHand, failed }: WeekSummary["alerts"]): string[] {
  if (sent === 0) return [];
  const hand = byHand > 0 ? `，手工转发${byHand}群次` : "";
  const missed = failed > 0 ? `，没发到${failed}群次` : "";
  return [`发布提示${sent}条，发到${groups}群次${hand}${missed}。`];
}
