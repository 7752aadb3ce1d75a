import { UserFacingError } from "../domain/errors.ts";
import { inZone } from "../lib/time.ts";
import { endSessions, listSessions, offerSignIn } from "../people/sign-in.ts";
import { choices, unread } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, notAllowed } from "./report-answers.ts";

export const loginCommand = defineCommand({
  name: "login",
  aliases: ["登录"],
  action: "pages.open",
  where: ["dm"],
  summary: "用浏览器看反映、提示",
  usage: ["/登录", "/登录 在哪", "/登录 全部退出"],
  args: choices,
  async run({ words: [word, ...more] }, context) {
    const { config } = context.bot;
    const stray = more[0];
    if (stray !== undefined) throw new UserFacingError(`${unread(stray)}。例如「/登录」「/登录 全部退出」。`);
    switch (word) {
      case undefined:
        break;
      case "全部退出":
      case "踢下线":
      case "退出": {
        const ended = await endSessions(...acting(context), "all");
        return ended > 0 ? `${ended}处登录都退出了。` : "眼下没有登录着的网页。";
      }
      case "在哪": {
        const open = await listSessions(...acting(context));
        if (open.length === 0) return "眼下没有登录着的网页。";
        const lines = open.map(
          ({ device, openedAt }) =>
            `${inZone(openedAt, config.station.timezone).format("M月D日 HH:mm")} ${device}`,
        );
        return [`登录着${open.length}处：`, ...lines, "有不认识的，发「/登录 全部退出」。"].join("\n");
      }
      default:
        throw new UserFacingError(`${unread(word)}。例如「/登录」「/登录 在哪」「/登录 全部退出」。`);
    }
    const offered = await offerSignIn(...acting(context));
    if ("refused" in offered) throw new UserFacingError(notAllowed);
    const { token, code } = offered.done;
    const page = `${config.web.publicUrl ?? `http://127.0.0.1:${config.web.port}`}/officer/sign-in`;
    return [
      "5分钟内打开，只能用一次：",
      `${page}#${token}`,
      `链接打不开，在电脑上开 ${page}，输入：${code.slice(0, 4)}-${code.slice(4)}`,
      "别转给任何人。",
    ].join("\n");
  },
});
