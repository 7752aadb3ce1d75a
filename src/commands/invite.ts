import { z } from "zod";
import { defineCommand } from "./command.ts";
import { officerNamed } from "./find-officer.ts";

const VALID = 24 * 60 * 60_000;

const args = z
  .string()
  .trim()
  .regex(/^\S+$/, "要写一位民警的姓名")
  .transform((name) => ({ name }));

export const inviteCommand = defineCommand({
  name: "invite",
  aliases: ["邀请码", "邀请"],
  action: "people.manage",
  where: ["dm"],
  summary: "给民警一个绑定账号的码",
  usage: ["/邀请码 王建国"],
  args,
  run({ name }, { bot, officer, now }) {
    const code = bot.newCode();
    return bot.store.tx(async (t) => {
      const invited = await officerNamed(t, name);
      const expiresAt = new Date(now.getTime() + VALID).toISOString();
      t.codes.put({ hash: bot.hashCode(code), officer: invited.id, term: invited.term, expiresAt });
      t.audit.append({
        at: now.toISOString(),
        actor: { officer: officer.id },
        action: "officer.invited",
        subject: { kind: "officer", id: invited.id },
      });
      return `给${invited.name}的码，24小时内有效，只能用一次。请当面或打电话告诉本人，让他加我好友，发：\n/绑定 ${code}`;
    });
  },
});
