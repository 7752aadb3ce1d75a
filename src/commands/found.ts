import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { cancelled } from "./alert-after.ts";
import { readAlertNumber } from "./alert-number.ts";
import { defineCommand } from "./command.ts";

/** Ends a search: its cancel goes to exactly the groups that got it. */
export const foundCommand = defineCommand({
  name: "found",
  aliases: ["已找到", "找到了"],
  action: "alerts.write",
  where: ["dm"],
  answers: true,
  summary: "寻人、寻物找到了，告诉收到过的群",
  usage: ["/已找到 T2611-012"],
  args: z.string(),
  async run(typed, context) {
    const read = readAlertNumber(typed, context);
    if (!read) throw new UserFacingError("要写编号，例如「已找到 T2611-012」。");
    return cancelled(read.number, "已经找到", context);
  },
});
