import { z } from "zod";
import { canonical } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { categoryNames } from "../domain/reports.ts";
import { showableLine } from "../domain/showable.ts";
import { unrestrictReport } from "../reports/unrestrict-report.ts";
import { defineCommand } from "./command.ts";
import { readCorrection } from "./edit.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

const args = z
  .string()
  .transform((typed) => canonical(typed).trim())
  .pipe(z.string().regex(/^\S+(\s+\S+)?$/, "要写编号，后面可以写类别"))
  .transform((typed) => {
    const [report = "", category] = typed.split(/\s+/);
    return { report, category };
  });

export const unrestrictCommand = defineCommand({
  name: "unrestrict",
  aliases: ["不是投诉"],
  action: "report.unrestrict",
  where: ["dm"],
  onReport: true,
  summary: "不是投诉，交给大家办",
  usage: ["/不是投诉 42", "/不是投诉 42 纠纷"],
  args,
  async run({ report, category: written }, context) {
    const number = numberToChange(report, context);
    const read = written === undefined ? undefined : readCorrection(written);
    const category = read?.field === "category" && read.to !== "complaint" ? read.to : undefined;
    if (written !== undefined && !category)
      throw new UserFacingError(
        `没看懂「${showableLine(written, 20)}」，要写一个类别，例如「/不是投诉 ${report} 纠纷」。`,
      );
    const { done } = unlessRefused(
      await unrestrictReport(...acting(context), { number, ...(category ? { category } : {}) }),
    );
    return `${number} 不再只给所领导看，类别是${categoryNames[done.category]}，已告诉该办的人。`;
  },
});
