import { z } from "zod";
import type { CounterLine } from "../domain/counter-line.ts";
import { UserFacingError } from "../domain/errors.ts";
import { changeCounterLine } from "../handbook/counter.ts";
import { defineCommand } from "./command.ts";
import { acting, notAllowed } from "./report-answers.ts";

export const counterCommand = defineCommand({
  name: "counter",
  aliases: ["窗口"],
  action: "counter.tell",
  where: ["dm", "officers"],
  summary: "窗口停办时，先告诉来问证件的居民",
  usage: ["/窗口 今天下午停办 系统升级", "/窗口 恢复"],
  args: z.string().transform((words) => ({ words })),
  async run({ words }, context) {
    const result = await changeCounterLine(...acting(context), words);
    if ("refused" in result) throw new UserFacingError(refusals[result.refused]);
    const { done } = result;
    if (!done) return "窗口照常，问证件的照平时答。";
    return `问证件的，先说：【窗口】${done.text}\n到${endOf(done)}为止。早点恢复，发「/窗口 恢复」。`;
  },
});

const refusals = {
  "not-allowed": notAllowed,
  empty: "要写窗口怎么了，例如「/窗口 今天下午停办 系统升级」。",
  "too-long": "太长了，最多40个字。",
  over: "写的日子已经过了，没有记。",
};

/** 「11月24日24:00」 for the midnight after it. */
function endOf({ until }: CounterLine): string {
  const at = new Date(`${until.replace(" ", "T")}:00Z`);
  const isMidnight = until.endsWith("00:00");
  const day = isMidnight ? new Date(at.getTime() - 60_000) : at;
  return `${day.getUTCMonth() + 1}月${day.getUTCDate()}日${isMidnight ? "24:00" : until.slice(11)}`;
}
