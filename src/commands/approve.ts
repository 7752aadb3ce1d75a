import { z } from "zod";
import { decideWaiting } from "../approvals/decide-waiting.ts";
import { type Approval, approvalWords, type NamedApproval, type Verdict } from "../domain/approvals.ts";
import { canonical } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { readReportNumber } from "../reports/report-number.ts";
import { readAlertNumber } from "./alert-number.ts";
import { readFront } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { frontMonth } from "./month-words.ts";
import { acting, notAllowed } from "./report-answers.ts";

/** Rows named in one answer. */
const NAMED = 8;

/** `身份 42`: the kinds that are named by a word and the number of a report. */
const kinds = (["identity", "offence", "publication"] as const).map((kind) => ({
  kind,
  word: new RegExp(`^${approvalWords[kind]}[\\s:：]*`),
}));

const MONTHLY = new RegExp(`^${approvalWords.monthly}[\\s:：]*`);

/** What is named, and the reason behind it: `T2611-012 标题太长`, `身份 42`, `标题太长`. */
function readNamed(typed: string, context: CommandContext): { named?: NamedApproval; reason: string } {
  const { bot, now } = context;
  const zone = bot.config.station.timezone;
  const text = typed.trim();
  const alert = readAlertNumber(text, context);
  if (alert) return { named: { kind: "alert", number: alert.number }, reason: alert.rest };
  const monthly = MONTHLY.exec(text);
  if (monthly) {
    const { month, rest } = frontMonth(text.slice(monthly[0].length), context);
    return { named: { kind: "monthly", number: month }, reason: rest };
  }
  const named = kinds.find(({ word }) => word.test(text));
  if (!named) return { reason: text };
  const front = readFront(text.replace(named.word, ""));
  if (!front) throw new UserFacingError(`要写编号，例如「同意 ${approvalWords[named.kind]} 42」。`);
  return {
    named: { kind: named.kind, number: readReportNumber(front.number, now, zone) },
    reason: front.rest,
  };
}

/** Why the resident is not to see that they were looked up: 「先不告诉本人：还在核实」; empty where they are. */
function readWithheld(written: string): string {
  if (written === "") return "";
  const [front] = WITHHELD.exec(canonical(written)) ?? [];
  const reason = front && canonical(written).slice(front.length).trim();
  if (reason) return reason;
  throw new UserFacingError(
    "同意后面只写编号。不让本人看到有人查过，要写原因，例如「同意 身份 42 不告诉本人：还在核实」。",
  );
}
const WITHHELD =
  /^(?:请|先|暂时?|现在)*(?:不要?|别)(?:告诉|告知|通知|让|显示)(?:给?(?:他|她|本人|居民|对方|群众|反映人))*(?:知道|看到?|晓得)?[\s,:，：。;、]*(?:因为|原因)?[\s:]*/;

const done: Record<Verdict, string> = { approved: "已同意", returned: "已退回", refused: "已否" };

function verdictCommand(
  verdict: Verdict,
  name: string,
  aliases: [string, ...string[]],
  summary: string,
  usage: [string, ...string[]],
) {
  return defineCommand({
    name,
    aliases,
    action: "approvals.decide",
    where: ["dm"],
    answers: true,
    summary,
    usage,
    args: z.string(),
    async run(typed, context) {
      const { named, reason: written } = readNamed(typed, context);
      const isIdentity = verdict === "approved" && named?.kind === "identity";
      const reason = isIdentity ? readWithheld(written) : written;
      const stray = verdict === "approved" && !isIdentity && reason !== "";
      if (stray) throw new UserFacingError(`只写要同意的编号。这样写：\n${usage.join("\n")}`);
      const input = { verdict, reason, ...(named ? { named } : {}) };
      const result = await decideWaiting(...acting(context), input);
      if ("done" in result) {
        const heard = isIdentity
          ? reason
            ? "\n本人那边不显示，原因记下了。"
            : "\n本人发「进度」看得到有人查过。"
          : "";
        return `${done[verdict]} ${shown(result.done)}，已告诉申请的人。${heard}`;
      }
      switch (result.refused) {
        case "not-allowed":
          throw new UserFacingError(notAllowed);
        case "own":
          throw new UserFacingError("自己申请的要由另一位同意。");
        case "over":
          throw new UserFacingError("这一条已经过了时间，不发了。");
        case "already-decided":
          throw new UserFacingError("这一条已经有人批过了。");
        case "no-reason":
          throw new UserFacingError(`要写原因，申请的人会看到。例如「${usage[0]}」。`);
        case "none":
          throw new UserFacingError("眼下没有等您批的。");
        case "no-such":
          throw new UserFacingError(
            `没有等您批的${named ? `「${shown(named)}」` : "这一条"}。${list(result.waiting)}`,
          );
        case "which":
          throw new UserFacingError(
            `分不清批哪一条，请写上编号，例如「${aliases[0]} ${shown(result.waiting[0])}」。${list(result.waiting)}`,
          );
      }
    },
  });
}

function shown(one: Pick<Approval, "kind" | "number"> | undefined): string {
  return one ? [approvalWords[one.kind], one.number].filter(Boolean).join(" ") : "";
}

function list(waiting: readonly Approval[]): string {
  if (waiting.length === 0) return "";
  const more = waiting.length > NAMED ? `等${waiting.length}条` : "";
  return `\n等着批的：${waiting.slice(0, NAMED).map(shown).join("、")}${more}。`;
}

export const approveCommand = verdictCommand("approved", "approve", ["同意"], "同意等您批的", [
  "/同意",
  "/同意 T2611-012",
  "/同意 身份 42",
]);
export const returnCommand = verdictCommand("returned", "return", ["退", "退回"], "退回去改", [
  "/退 标题太长",
  "/退 T2611-012 标题太长",
]);
export const refuseCommand = verdictCommand("refused", "refuse", ["否", "不同意"], "不同意", [
  "/否 已经发过了",
  "/否 身份 42 没有必要",
]);
