import { z } from "zod";
import { tickPosting } from "../alerts/tick-posting.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { AmbiguousSelection, PostingItem } from "../domain/postings.ts";
import { defineCommand } from "./command.ts";
import { acting, notAllowed } from "./report-answers.ts";

/** Rows named in one answer. */
const NAMED = 8;

const args = z
  .string()
  .transform((typed) =>
    typed
      .normalize("NFKC")
      .split(/[\s,、，]+/)
      .filter(Boolean),
  )
  .refine((words) => words.every((word) => /^[1-9]\d{0,4}$/.test(word)), "只写群的序号，都发了就不用写")
  .transform((words) => ({ numbers: words.map(Number) }));

export const postedCommand = defineCommand({
  name: "posted",
  aliases: ["已发"],
  action: "alerts.post",
  where: ["dm"],
  summary: "手工转发的提示，发完打勾",
  usage: ["/已发", "/已发 1 3"],
  args,
  async run({ numbers }, context) {
    const ticked = await tickPosting(...acting(context), { numbers });
    if ("refused" in ticked) throw new UserFacingError(notAllowed);
    if ("refusal" in ticked) throw new UserFacingError(whyNot(ticked));
    const { done, left } = ticked;
    const rest = left.length > 0 ? `还有${left.length}个没发：${named(left)}。` : "都发完了，谢谢。";
    return `记下了：${named(done)}。\n${rest}`;
  },
});

function whyNot(unmeant: AmbiguousSelection): string {
  if (unmeant.refusal === "nothing-open") return "眼下没有要您手工转发的提示。";
  if (unmeant.refusal === "no-such-number")
    return `没有序号${unmeant.numbers.join("、")}的群，或者已经打过勾。例如「/已发 1 3」。`;
  const { refusal, open } = unmeant;
  const why = refusal === "done" ? "最近这条已经打过勾了" : "分不清发了哪条";
  const [first] = open;
  return first
    ? `${why}。还没发的群：${named(open)}。\n发了哪些，请写序号，例如「/已发 ${first.number}」。`
    : `${why}，不用再发。`;
}

function named(items: readonly PostingItem[]): string {
  const names = items.slice(0, NAMED).map(({ number, name }) => `${number} ${name}`);
  return `${names.join("、")}${items.length > NAMED ? "等" : ""}`;
}
