import { UserFacingError } from "../domain/errors.ts";
import { showableLine } from "../domain/showable.ts";
import { missingAnswers } from "../handbook/missing-answers.ts";
import { nothing } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, notAllowed } from "./report-answers.ts";

const ROWS = 8;
/** Characters of a question. */
const SHOWN = 30;

export const handbookCommand = defineCommand({
  name: "handbook",
  aliases: ["手册"],
  action: "handbook.tend",
  where: ["dm"],
  summary: "居民问了、手册里没有答案的",
  usage: ["/手册"],
  args: nothing,
  async run(_, context) {
    const result = await missingAnswers(...acting(context));
    if ("refused" in result) throw new UserFacingError(notAllowed);
    const { done } = result;
    if (done.length === 0) return "这两个月问手册的都有答案。";
    const rows = done
      .slice(0, ROWS)
      .map(({ number, question }) => `${number} ${showableLine(question, SHOWN)}`);
    const more = done.length > ROWS ? [`还有${done.length - ROWS}问。`] : [];
    return [`手册没有答案的${done.length}问：`, ...rows, ...more].join("\n");
  },
});
