import { z } from "zod";
import { categoryNames, type Report, type ReportEntry, statusNames } from "../domain/reports.ts";
import { inZone } from "../lib/time.ts";
import { noticeLine } from "../reports/notices.ts";
import { type ReportRead, readReport } from "../reports/read-report.ts";
import { attachmentsLine, sendAttachments } from "./attachments.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { officerName } from "./find-officer.ts";
import { acting, numberIn, unlessRefused } from "./report-answers.ts";

/** Entries shown before the middle of a long history is left out. */
const HISTORY = 20;

const args = z
  .string()
  .trim()
  .regex(/^\S+(\s+(图|图片|照片|附件|语音|视频|文件|全部))?$/, "要写一个编号；看照片、语音，在后面加「图」")
  .transform((typed) => {
    const [report = "", more] = typed.split(/\s+/);
    return { report, more: more === undefined ? undefined : more === "全部" ? "history" : "files" } as const;
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
  async run({ report: typed, more }, context) {
    const number = numberIn(typed, context);
    const read = unlessRefused(await readReport(...acting(context), { number }));
    const { done: report, attachments } = read;
    if (context.place !== "dm") {
      return `${noticeLine(report, context.bot.config.offices)} ${statusNames[report.status]}\n内容请私聊我发「看 ${number}」。`;
    }
    if (more === "files") return sendAttachments(report, attachments, context);
    return [...(await head(report, context)), ...(await history(read, more === "history", context))]
      .concat(attachmentsLine(report, attachments))
      .join("\n");
  },
});

async function head(report: Report, { bot }: CommandContext): Promise<string[]> {
  const urgent = report.priority === "urgent" ? "【急】" : "";
  const holder = report.assignee ? `，${await officerName(bot.store, report.assignee)}办理` : "";
  const where = [report.office, report.place].filter(Boolean).join("·");
  return [
    `${urgent}${report.number} ${categoryNames[report.category]}`,
    `${statusNames[report.status]}${holder}`,
    ...(where ? [where] : []),
  ];
}

async function history(
  { done: report, entries }: ReportRead,
  whole: boolean,
  context: CommandContext,
): Promise<string[]> {
  const left = whole ? 0 : Math.max(entries.length - HISTORY, 0);
  // The first words say what it is about; what is left out follows them.
  const shown = left > 0 ? [...entries.slice(0, 1), ...entries.slice(left + 1)] : entries;
  const lines = await Promise.all(shown.map((entry) => entryLine(entry, context)));
  if (left > 0) lines.splice(1, 0, `……中间${left}条没列，发「/查看 ${report.number} 全部」`);
  return lines;
}

async function entryLine(entry: ReportEntry, { bot }: CommandContext): Promise<string> {
  const at = inZone(entry.at, bot.config.station.timezone).format("M月D日 HH:mm");
  const recalled = entry.kind === "said" && entry.recalledAt ? "（对方已撤回）" : "";
  // Nothing that somebody wrote can look like an entry of its own.
  const text = (await saidOrDone(entry, bot.store)).replace(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/g, "\n　");
  return `${at} ${await speaker(entry, bot.store)}${text || "〔附件〕"}${recalled}`;
}

async function speaker(entry: ReportEntry, store: CommandContext["bot"]["store"]): Promise<string> {
  if (entry.by === "resident") return "居民：";
  if (entry.by === "system") return "系统：";
  const name = await officerName(store, entry.by.officer);
  if (entry.kind === "reply") return `${name}回复：`;
  return entry.kind === "note" ? `${name}备注：` : `${name}处理：`;
}

/** What was said, or what an act was, in words; empty for an attachment alone. */
async function saidOrDone(entry: ReportEntry, store: CommandContext["bot"]["store"]): Promise<string> {
  const because = (reason: string | undefined) => (reason ? `，${reason}` : "");
  switch (entry.kind) {
    case "said":
    case "reply":
    case "note":
      return entry.text;
    case "status":
      return `${statusNames[entry.to]}${because(entry.reason)}`;
    case "assigned": {
      const own = typeof entry.by === "object" && entry.by.officer === entry.to;
      if (own) return `接手${because(entry.reason)}`;
      return `${entry.to ? `交给${await officerName(store, entry.to)}` : "改派"}${because(entry.reason)}`;
    }
    case "corrected":
      return "改了登记";
    case "merged":
      return "并案";
    case "released":
      return `查看了身份${because(entry.reason)}`;
    case "attachment":
      return "";
  }
}
