import { UserFacingError } from "../domain/errors.ts";
import { type Role, roleNames, roles } from "../domain/people.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { showableLine } from "../domain/showable.ts";
import { addOfficer } from "../people/add-officer.ts";
import type { OfficerChanged, OfficerRefused } from "../people/change-officer.ts";
import { changeRole } from "../people/change-role.ts";
import { listOfficers } from "../people/list-officers.ts";
import { revokeOfficer } from "../people/revoke-officer.ts";
import { unread, words } from "./args.ts";
import { channelName } from "./channel-name.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { officerSentence } from "./officer-answers.ts";
import { officeNames, readOffice } from "./offices.ts";
import { acting } from "./report-answers.ts";
import { moreLine, pageOf, readPage } from "./rows.ts";

export const officerCommand = defineCommand({
  name: "officer",
  aliases: ["民警", "人员"],
  action: "people.manage",
  where: ["dm"],
  summary: "民警名单，添加、改角色、停用",
  usage: ["/民警", "/民警 添加 李梅 民警 体育场警务室", "/民警 角色 李梅 值班", "/民警 停用 李梅"],
  args: words,
  run({ words }, context) {
    const [verb = "", ...rest] = words;
    const act = verbs.get(verb);
    if (!act) return list(words, context);
    const { name, more } = nameAndRest(rest);
    const extra = more[verb === "停用" ? 0 : 2];
    if (extra !== undefined)
      throw new UserFacingError(`${unread(extra)}。例如「/民警 添加 李梅 民警 体育场警务室」。`);
    if (!name)
      throw new UserFacingError(`要写姓名，例如「/民警 ${verb} 李梅${verb === "停用" ? "" : " 民警"}」。`);
    return act(name, more, context);
  },
});

/** A name may have blanks in it; what follows begins with a role. */
function nameAndRest(words: readonly string[]): { name: string; more: readonly string[] } {
  const role = words.findIndex((word, i) => i > 0 && roleOf(word) !== undefined);
  const end = role < 0 ? words.length : role;
  return { name: words.slice(0, end).join(" "), more: words.slice(end) };
}

const verbs = new Map([
  ["添加", add],
  ["角色", changeTheRole],
  ["停用", revoke],
]);

async function list(words: readonly string[], context: CommandContext): Promise<string> {
  const { page, rest } = readPage(words);
  if (rest.length > 0) {
    throw new UserFacingError(
      `不认识「${showableLine(rest.join(" "), 20)}」。例如「/民警 添加 李梅 民警 体育场警务室」。`,
    );
  }
  const listed = await listOfficers(...acting(context));
  if ("refused" in listed) throw new UserFacingError(officerSentence(listed));
  const found = pageOf(listed.done, page);
  if (found.rows.length === 0) return "没有这一页。发「/民警」从头看。";
  const rows = found.rows.map(({ name, role, office, unit, accounts, fixed }) => {
    const bound = [...new Set(accounts.map(({ channel }) => channelName(channel, context.bot)))].join("、");
    const who = [name, roleNames[role], office, unit].filter(Boolean).join(" ");
    return `${who}，${bound ? `已绑${bound}` : "未绑账号"}${fixed ? "（配置）" : ""}`;
  });
  return [`共${found.total}人：`, ...rows, ...moreLine(found, page, "人", "/民警")].join("\n");
}

async function add(name: string, more: readonly string[], context: CommandContext): Promise<string> {
  const role = readRole(more[0]);
  const office = readOfficeWord(more[1], context);
  done(await addOfficer(...acting(context), { name, role, ...(office ? { office } : {}) }));
  const who = [name, roleNames[role], office].filter(Boolean).join("，");
  return `已添加：${who}。\n发「/邀请码 ${name}」给他绑定账号的码。`;
}

async function changeTheRole(
  name: string,
  more: readonly string[],
  context: CommandContext,
): Promise<string> {
  const role = readRole(more[0]);
  const named = readOfficeWord(more[1], context);
  const changed = done(
    await changeRole(...acting(context), { name, role, ...(named ? { office: named } : {}) }),
  );
  const left = may(changed.done, rolesFor("report.take")) ? "" : leftOver(changed);
  return `${name}现在是${[roleNames[role], changed.done.office].filter(Boolean).join("，")}。${left}`;
}

async function revoke(name: string, _: readonly string[], context: CommandContext): Promise<string> {
  const revoked = done(await revokeOfficer(...acting(context), { name }));
  return `已停用${name}，账号都解绑了。${leftOver(revoked)}`;
}

function done(result: OfficerChanged | OfficerRefused): OfficerChanged {
  if ("refused" in result) throw new UserFacingError(officerSentence(result));
  return result;
}

/** What is still in the hands of somebody who can no longer act. */
function leftOver({ open }: OfficerChanged): string {
  return open > 0 ? `\n他手上还有${open}件没办结，请值班或所领导指派给别人。` : "";
}

function roleOf(word: string | undefined): Role | undefined {
  return roles.find((r) => roleNames[r] === word || roleNames[r] === `所${word}`);
}

function readRole(word: string | undefined): Role {
  const role = roleOf(word);
  if (role) return role;
  const all = roles.map((r) => roleNames[r]).join("、");
  throw new UserFacingError(`角色只能是${all}。例如「/民警 添加 李梅 民警 体育场警务室」。`);
}

function readOfficeWord(word: string | undefined, { bot }: CommandContext): string | undefined {
  if (word === undefined) return undefined;
  const office = readOffice(bot.config, word);
  if (office) return office;
  throw new UserFacingError(`没有警务室「${showableLine(word, 20)}」。有：${officeNames(bot.config)}。`);
}
