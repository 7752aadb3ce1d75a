import { z } from "zod";
import { defineCommand } from "./command.ts";

export const exportCommand = defineCommand({
  name: "export",
  aliases: ["导出"],
  action: "reports.export",
  where: ["dm"],
  summary: "导出表格到哪里拿",
  usage: ["/导出"],
  // Whatever is written behind it: the answer is the same.
  args: z.string(),
  async run() {
    return "表格不在聊天里发。请在值班电脑上导出：\nnpm run jingmin -- export 反映.xlsx --by 您的姓名\n要带原话，由所领导加 --with-texts。导出都有记录。";
  },
});
