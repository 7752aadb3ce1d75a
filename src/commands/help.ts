import { UserFacingError } from "../domain/errors.ts";
import { may } from "../domain/rights.ts";
import { showableLine } from "../domain/showable.ts";
import { choices, unread } from "./args.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { moreLine, pageOf, readPage } from "./rows.ts";

/** `/帮助` over the list it is itself in, hence the function. */
export function createHelpCommand(all: () => readonly Command[]): Command {
  return defineCommand({
    name: "help",
    aliases: ["帮助", "?"],
    action: "self.see",
    where: ["dm", "officers"],
    summary: "能做什么，怎么写",
    usage: ["/帮助", "/帮助 办结", "/帮助 第2页"],
    args: choices,
    async run({ words }, context) {
      const usable = all().filter((command) => isUsable(command, context));
      const { page, rest } = readPage(words);
      const [asked, more] = rest;
      if (more !== undefined)
        throw new UserFacingError(`${unread(more)}。一次写一个命令，如「/帮助 办结」。`);
      if (asked) return explained(usable, asked);
      const found = pageOf(usable, page);
      if (found.rows.length === 0) return "没有这一页。发「/帮助」从头看。";
      const rows = found.rows.map((command) => `/${command.aliases[0]}　${command.summary}`);
      return [
        ...rows,
        ...moreLine(found, page, "个", "/帮助"),
        "怎么写，发「/帮助 命令」，如「/帮助 办结」。",
      ].join("\n");
    },
  });
}

function isUsable(command: Command, { officer, place }: CommandContext): boolean {
  return may(officer, command.role) && command.where.includes(place);
}

function explained(usable: readonly Command[], asked: string): string {
  const name = asked
    .normalize("NFKC")
    .replace(/^[/、]/, "")
    .toLowerCase();
  const command = usable.find((c) => c.name === name || c.aliases.includes(name));
  if (!command)
    throw new UserFacingError(`没有「${showableLine(asked, 20)}」这个命令。发「/帮助」看能做什么。`);
  const names = [...command.aliases, command.name].map((n) => `/${n}`).join("、");
  return [`${names}：${command.summary}`, "这样写：", ...command.usage].join("\n");
}
