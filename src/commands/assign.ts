import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { assign } from "../domain/report-actions.ts";
import { assigners, handlers, may, maySee } from "../domain/rights.ts";
import { changeReport } from "../reports/change-report.ts";
import { defineCommand } from "./command.ts";
import { findOfficer } from "./find-officer.ts";

const args = z
  .string()
  .trim()
  .regex(/^\S+\s+\S+$/, "要写编号和一位民警的姓名")
  .transform((typed) => {
    const [report = "", name = ""] = typed.split(/\s+/);
    return { report, name };
  });

export const assignCommand = defineCommand({
  name: "assign",
  aliases: ["指派", "派"],
  role: assigners,
  where: ["dm", "officers"],
  onReport: true,
  summary: "交给一位民警办",
  usage: ["/指派 42 王建国"],
  args,
  run: ({ report, name }, context) =>
    changeReport(report, context, async (before, t) => {
      const to = await findOfficer(t, name);
      if (!may(to, handlers)) throw new UserFacingError(`${to.name}是审计，不办理群众反映。`);
      if (!maySee(to, before)) throw new UserFacingError("投诉只能由所领导办理。");
      const heard = to.accounts.length > 0 || to.id === context.officer.id;
      return {
        outcome: assign(before, to.id, context.officer.id, context.now),
        audit: { action: "report.assigned", facts: { to: to.id } },
        colleague: `${context.officer.name}请您办理，发「查看 ${before.number}」看内容。`,
        ...(before.assignee
          ? {}
          : {
              resident: {
                text: `您反映的 ${before.number} 已安排民警办理，有进展会在这里告诉您。`,
                told: "居民已知道安排了民警。",
              },
            }),
        answer: heard
          ? `已指派 ${before.number}，由${to.name}办理。`
          : `已指派 ${before.number}，由${to.name}办理。他还没绑定账号，请当面告诉他。`,
      };
    }),
});
