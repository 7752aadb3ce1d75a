import { z } from "zod";
import type { Content } from "../channels/channel.ts";
import { isReportNumber } from "../domain/canonical.ts";
import {
  type Attachment,
  categoryNames,
  type Report,
  type ReportEntry,
  statusNames,
} from "../domain/reports.ts";
import { showable, showableLine } from "../domain/showable.ts";
import { inZone } from "../lib/time.ts";
import { codeNameOf } from "../reports/code-name-of.ts";
import { attachmentsOf, saidOrDone } from "../reports/entry-words.ts";
import { noticeLine } from "../reports/notices.ts";
import { type ReportRead, readReport } from "../reports/read-report.ts";
import { canBeCalled } from "../reports/register-report.ts";
import { numbersOf, unread } from "./args.ts";
import { attachmentsLine, attachmentWords, sendAttachments } from "./attachments.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { officerName } from "./find-officer.ts";
import { entryLines } from "./ledger-links.ts";
import { acting, eachReport, numberIn, unlessRefused } from "./report-answers.ts";

/** Entries shown before the middle of a long history is left out. */
const HISTORY = 20;

const pictures = ["图", "图片", "照片", "附件", "语音", "视频", "文件"];
/** Reports shown at once. */
const MOST = 5;

/** Numbers, and behind one alone 图 or 全部. */
const args = z.string().transform((typed, ctx) => {
  const read = numbersOf(typed);
  const last = read.length > 1 ? (read.at(-1) ?? "") : "";
  const more = last === "全部" ? "history" : pictures.includes(last) ? "files" : undefined;
  const reports = more ? read.slice(0, -1) : read;
  const extra = reports.slice(1).find((word) => !isReportNumber(word));
  const fault = (message: string) => ctx.addIssue({ code: "custom", message });
  if (reports.length === 0) fault("要写一个编号；看照片、语音，在后面加「图」");
  else if (extra !== undefined) fault(`${unread(extra)}。看照片、语音，在编号后面加「图」`);
  else if (reports.length > (more ? 1 : MOST))
    fault(more ? "看图、看全部，一次写一个编号" : `一次最多看${MOST}件`);
  return { reports, more } as const;
});

export const showCommand = defineCommand({
  name: "show",
  aliases: ["查看", "看"],
  action: "report.read",
  where: ["dm", "officers"],
  onReport: true,
  summary: "看一件反映的内容",
  usage: ["/查看 42", "/查看 R2611-0042 图"],
  args,
  async run({ reports: [first = "", ...others], more }, context) {
    if (others.length === 0) return shown(first, more, context);
    return eachReport([first, ...others], async (typed) => {
      const said = await shown(typed, undefined, context);
      return typeof said === "string" ? said : said.text;
    });
  },
});

async function shown(
  typed: string,
  more: "history" | "files" | undefined,
  context: CommandContext,
): Promise<string | Content> {
  const number = numberIn(typed, context);
  const read = unlessRefused(await readReport(...acting(context), { number }));
  const { done: report, attachments } = read;
  if (context.place !== "dm") {
    return `${noticeLine(report, context.bot.config.offices)} ${statusNames[report.status]}\n内容请私聊我发「看 ${number}」。`;
  }
  if (more === "files") return sendAttachments(report, attachments, context);
  return [...(await head(report, context)), ...(await history(read, more === "history", context))]
    .concat(attachmentsLine(report, attachments), togetherLines(read), await entryLines(number, context))
    .join("\n");
}

/** What is handled with it, and what may be of the same matter. */
function togetherLines({ done: { number }, merged = [], similar = [] }: ReportRead): string[] {
  const news = (one: Report) => `${one.number}${one.unread ? "（有新话）" : ""}`;
  return [
    ...(merged.length > 0 ? [`并在一起办：${merged.map(news).join("、")}，各看各的。`] : []),
    ...similar.map((one) => `像同一件：${one.number}。是就发「/合并 ${number} 到 ${one.number}」`),
  ];
}

async function head(report: Report, { bot }: CommandContext): Promise<string[]> {
  const urgent = report.priority === "urgent" ? "【急】" : "";
  const holder = report.assignee ? `，${await officerName(bot.store, report.assignee)}办理` : "";
  const where = [report.office, report.place && showableLine(report.place, 40)].filter(Boolean).join("·");
  return [
    `${urgent}${report.number} ${categoryNames[report.category]}`,
    `${statusNames[report.status]}${holder}`,
    ...(where ? [where] : []),
    ...(report.source ? [await registeredLine(report, report.source.officer, bot.store)] : []),
  ];
}

/** Who registered it, and whether the person who told it can be called; how, is sealed. */
async function registeredLine(
  { reporter }: Report,
  officer: string,
  store: CommandContext["bot"]["store"],
): Promise<string> {
  const contact = await store.contacts.get(reporter);
  return `${await officerName(store, officer)}代登记，${canBeCalled(contact) ? "有联系方式" : "没留联系方式"}`;
}

async function history(
  { done: report, entries, attachments }: ReportRead,
  whole: boolean,
  context: CommandContext,
): Promise<string[]> {
  const left = whole ? 0 : Math.max(entries.length - HISTORY, 0);
  // The first words say what it is about; what is left out follows them.
  const shown = left > 0 ? [...entries.slice(0, 1), ...entries.slice(left + 1)] : entries;
  const reporter = await codeNameOf(context.bot.store, report);
  const lines = await Promise.all(shown.map((entry) => entryLine(entry, reporter, attachments, context)));
  if (left > 0) lines.splice(1, 0, `……中间${left}条没列，发「/查看 ${report.number} 全部」`);
  return lines;
}

async function entryLine(
  entry: ReportEntry,
  reporter: string,
  all: readonly Attachment[],
  { bot }: CommandContext,
): Promise<string> {
  const at = inZone(entry.at, bot.config.station.timezone).format("M月D日 HH:mm");
  const recalled = entry.kind === "said" && entry.recalledAt ? "（对方已撤回）" : "";
  // Nothing that somebody wrote can look like an entry of its own.
  const text = showable(await saidOrDone(entry, bot)).replaceAll("\n", "\n　");
  const ids = attachmentsOf(entry);
  const came = ids.length > 0 ? attachmentWords(all.filter(({ id }) => ids.includes(id))) : "";
  const apart = entry.kind === "said" && entry.apart ? "（像另一件事）" : "";
  return `${at} ${await speaker(entry, reporter, bot.store)}${text}${came}${recalled}${apart}`;
}

async function speaker(
  entry: ReportEntry,
  reporter: string,
  store: CommandContext["bot"]["store"],
): Promise<string> {
  if (entry.by === "resident") return `${reporter}：`;
  if (entry.by === "system") return "系统：";
  const name = await officerName(store, entry.by.officer);
  if (entry.kind === "said") return `${name}代登记：`;
  if (entry.kind === "reply") return `${name}回复：`;
  return entry.kind === "note" ? `${name}备注：` : `${name}处理：`;
}
