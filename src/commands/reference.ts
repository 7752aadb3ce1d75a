import { roleNames, roles } from "../domain/people.ts";
import type { Permission } from "../domain/rights.ts";
import type { Command, Place } from "./command.ts";

const placeNames: Record<Place, string> = { dm: "私聊", officers: "民警群", community: "居民群" };

/** The commands as a chapter of the operators' guide: Chinese Markdown. */
export function commandReference(commands: readonly Command[]): string {
  return [
    "# 命令",
    "",
    "命令以 `/`、`／` 或 `、` 开头；民警私聊里不写也行。编号 `42` 就是本月的第42件。",
    "写错了，助手会说哪里不对，并给一个例子。投诉只有所领导在私聊里看得到。",
    "",
    "| 命令 | 做什么 | 谁能用 | 在哪里用 |",
    "|---|---|---|---|",
    ...commands.map(row),
    "",
    ...commands.flatMap(examples),
  ].join("\n");
}

function row({ name, aliases, summary, role, where }: Command): string {
  const names = [...aliases, name].map((n) => `\`/${n}\``).join(" ");
  const places = where.map((place) => placeNames[place]).join("、");
  return `| ${names} | ${summary} | ${permissionName(role)} | ${places} |`;
}

function examples({ aliases, usage }: Command): string[] {
  return [`## ${aliases[0]}`, "", "```text", ...usage, "```", ""];
}

function permissionName(permission: Permission): string {
  if (permission === "anyone") return "任何人";
  return permission.length === roles.length
    ? "所有民警"
    : permission.map((role) => roleNames[role]).join("、");
}
