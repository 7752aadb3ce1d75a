import { UserFacingError } from "../domain/errors.ts";
import { inviteOfficer } from "../people/invite-officer.ts";
import { oneName } from "./args.ts";
import { defineCommand } from "./command.ts";
import { officerSentence } from "./officer-answers.ts";
import { acting } from "./report-answers.ts";

export const inviteCommand = defineCommand({
  name: "invite",
  aliases: ["邀请码", "邀请"],
  action: "people.manage",
  where: ["dm"],
  summary: "给民警一个绑定账号的码",
  usage: ["/邀请码 王建国"],
  args: oneName,
  async run({ name }, context) {
    const invited = await inviteOfficer(...acting(context), { name });
    if ("refused" in invited) throw new UserFacingError(officerSentence(invited));
    const { code } = invited.done;
    return `给${name}的码，24小时内有效，只能用一次。请当面或打电话告诉本人，让他加我好友，发：\n/绑定 ${code}`;
  },
});
