import type { ActionContext } from "../app/bot-context.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Actor } from "../domain/people.ts";
import { callThem, notFound, waitReasons } from "../lib/texts.ts";
import type { ReportChanged, ReportRefused, ResidentTold } from "../reports/change-report.ts";
import { readReportNumber } from "../reports/report-number.ts";
import type { CommandContext } from "./command.ts";

/** What a use case is called with, for the officer who gave the command, in the place where it was given. */
export function acting({ bot, officer, place }: CommandContext): [ActionContext, Actor] {
  return [{ ...bot, inGroup: place !== "dm" }, { officer: officer.id }];
}

/** The report number that was typed, for a command that changes the report. */
export function numberToChange(typed: string, context: CommandContext): string {
  // Neither kept nor sent on: the officer would think that it was.
  if (context.message.attachments.length > 0)
    throw new UserFacingError("图片、文件还转不了，没有办。请用文字说。");
  return numberIn(typed, context);
}

export function numberIn(typed: string, { bot, now }: CommandContext): string {
  return readReportNumber(typed, now, bot.config.station.timezone);
}

/** What was done; throws the sentence for a refusal. */
export function unlessRefused<T extends object>(result: T | ReportRefused): Exclude<T, { refused: unknown }> {
  if ("refused" in result) throw new UserFacingError(sentence(result as ReportRefused));
  return result as Exclude<T, { refused: unknown }>;
}

/** The answer to the officer, and below it `confirmation` that the resident knows, or why they do not yet. */
export function withResident(answer: string, { resident }: ReportChanged, confirmation: string): string {
  const heard: Record<ResidentTold, string> = {
    told: confirmation,
    ...waitReasons,
    "channel-down": "居民那边的渠道眼下断了，恢复后马上转达。",
    call: callThem,
    nothing: "",
  };
  return [answer, heard[resident]].filter(Boolean).join("\n");
}

export const notAllowed = "这件事您办不了，请找值班或所领导。";

function sentence(why: ReportRefused): string {
  if (why.refused === "not-allowed") return notAllowed;
  const { refused, number, holder } = why;
  return {
    "not-found": notFound(number),
    closed: `${number} 已经办完了。要接着办，先发「/重开 ${number} 原因」。`,
    "not-closed": `${number} 还没办结，不用重开。`,
    "already-yours": `${number} 已经由您办理。`,
    "already-theirs": `${number} 已经由${holder}办理。`,
    "not-restricted": `${number} 没有当投诉，大家都看得到。`,
    "already-so": `${number} 本来就是这样，不用改。`,
    offence: offenceEnds(number),
    taken: `${number} 由${holder}在办。要换人，请值班或所领导发「/指派 ${number} 姓名」。`,
  }[refused];
}

/** How a report of an offence may end. */
function offenceEnds(number: string): string {
  return [
    `${number} 标了案件，只能这样结：`,
    `/办结 ${number} 转报案 回执号`,
    `/办结 ${number} 不属案件 原因（要另一位民警同意）`,
    `接手时就看出不是的，发「/案件 ${number} 不是」。`,
  ].join("\n");
}

/** The answers for several reports, one below the other; what one refuses does not hold up the others. */
export async function eachReport(
  numbers: readonly string[],
  act: (number: string) => Promise<string>,
): Promise<string> {
  const answers: string[] = [];
  for (const number of numbers) {
    try {
      answers.push(await act(number));
    } catch (error) {
      if (!(error instanceof UserFacingError) || numbers.length === 1) throw error;
      answers.push(error.message);
    }
  }
  return answers.join("\n");
}
