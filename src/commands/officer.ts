import { UserFacingError } from "../domain/errors.ts";
import { type Officer, type Role, roleNames, roles, termOf } from "../domain/people.ts";
import { openStatuses } from "../domain/reports.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import { countReports } from "../reports/find-reports.ts";
import type { Reads, Tx } from "../store/store.ts";
import { words } from "./args.ts";
import { channelName } from "./channel-name.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { officerNamed } from "./find-officer.ts";
import { officeNames, readOffice } from "./offices.ts";
import { acting, unlessRefused } from "./report-answers.ts";
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
    const [verb = "", name = "", ...more] = words;
    const act = verbs.get(verb);
    if (!act) return list(words, context);
    if (!name)
      throw new UserFacingError(`要写姓名，例如「/民警 ${verb} 李梅${verb === "停用" ? "" : " 民警"}」。`);
    return context.bot.store.tx((t) => act(t, name, more, context));
  },
});

const verbs = new Map([
  ["添加", add],
  ["角色", changeRole],
  ["停用", revoke],
]);

async function list(words: readonly string[], { bot }: CommandContext): Promise<string> {
  const { page, rest } = readPage(words);
  if (rest.length > 0) {
    throw new UserFacingError(
      `不认识「${rest.join(" ").slice(0, 20)}」。例如「/民警 添加 李梅 民警 体育场警务室」。`,
    );
  }
  const found = pageOf(
    (await bot.store.officers.all()).filter((officer) => !officer.revokedAt),
    page,
  );
  if (found.rows.length === 0) return "没有这一页。发「/民警」从头看。";
  const rows = found.rows.map(({ name, role, office, unit, accounts, fixed }) => {
    const bound = [...new Set(accounts.map(({ channel }) => channelName(channel, bot)))].join("、");
    const who = [name, roleNames[role], office, unit].filter(Boolean).join(" ");
    return `${who}，${bound ? `已绑${bound}` : "未绑账号"}${fixed ? "（配置）" : ""}`;
  });
  return [`共${found.total}人：`, ...rows, ...moreLine(found, page, "人", "/民警")].join("\n");
}

async function add(t: Tx, name: string, more: readonly string[], context: CommandContext): Promise<string> {
  const role = readRole(more[0]);
  const office = readOfficeWord(more[1], context);
  const before = await t.officers.byName(name);
  if (before && !before.revokedAt)
    throw new UserFacingError(`已经有${name}了。改角色发「/民警 角色 ${name} 值班」。`);
  if (Array.from(name).length > 12) throw new UserFacingError("姓名最多12个字。");
  const id = before?.id ?? newId(context.now);
  keep(
    t,
    { id, name, role, accounts: [], fixed: false, ...termOf(before), ...(office ? { office } : {}) },
    "officer.added",
    context,
  );
  const who = [name, roleNames[role], office].filter(Boolean).join("，");
  return `已添加：${who}。\n发「/邀请码 ${name}」给他绑定账号的码。`;
}

async function changeRole(
  t: Tx,
  name: string,
  more: readonly string[],
  context: CommandContext,
): Promise<string> {
  const role = readRole(more[0]);
  const before = await changeable(t, name);
  const office = readOfficeWord(more[1], context) ?? before.office;
  if (role !== "admin") await keepOneAdmin(t, before);
  const after = { ...before, role, ...(office ? { office } : {}) };
  keep(t, after, "officer.role-changed", context);
  const left = may(after, rolesFor("report.take")) ? "" : await leftOver(t, after, context);
  return `${before.name}现在是${[roleNames[role], office].filter(Boolean).join("，")}。${left}`;
}

async function revoke(t: Tx, name: string, _: readonly string[], context: CommandContext): Promise<string> {
  const before = await changeable(t, name);
  await keepOneAdmin(t, before);
  keep(t, { ...before, accounts: [], revokedAt: context.now.toISOString() }, "officer.revoked", context);
  return `已停用${before.name}，账号都解绑了。${await leftOver(t, before, context)}`;
}

/** What is still in the hands of somebody who can no longer act, as far as the admin may see it. */
async function leftOver(_: Reads, { id }: Officer, context: CommandContext): Promise<string> {
  const filter = { assignee: id, statuses: openStatuses };
  const { counts } = unlessRefused(await countReports(...acting(context), filter));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return total > 0 ? `\n他手上还有${total}件没办结，请值班或所领导指派给别人。` : "";
}

function keep(t: Tx, officer: Officer, action: string, { officer: admin, now }: CommandContext): void {
  t.officers.put(officer);
  t.audit.append({
    at: now.toISOString(),
    actor: { officer: admin.id },
    action,
    subject: { kind: "officer", id: officer.id },
    facts: { role: officer.role, ...(officer.office ? { office: officer.office } : {}) },
  });
}

async function changeable(reads: Reads, name: string): Promise<Officer> {
  const officer = await officerNamed(reads, name);
  if (officer.fixed) throw new UserFacingError(fixedSentence(officer.name));
  return officer;
}

/** Somebody must be left who can give rights. */
async function keepOneAdmin(reads: Reads, leaving: Officer): Promise<void> {
  if (leaving.role !== "admin") return;
  const others = (await reads.officers.all()).some(
    (o) => o.id !== leaving.id && may(o, rolesFor("people.manage")),
  );
  if (!others) throw new UserFacingError(`${leaving.name}是唯一的管理员，请先添加另一位。`);
}

function readRole(word: string | undefined): Role {
  const role = roles.find((r) => roleNames[r] === word || roleNames[r] === `所${word}`);
  if (role) return role;
  const all = roles.map((r) => roleNames[r]).join("、");
  throw new UserFacingError(`角色只能是${all}。例如「/民警 添加 李梅 民警 体育场警务室」。`);
}

function readOfficeWord(word: string | undefined, { bot }: CommandContext): string | undefined {
  if (word === undefined) return undefined;
  const office = readOffice(bot.config, word);
  if (office) return office;
  throw new UserFacingError(`没有警务室「${word.slice(0, 20)}」。有：${officeNames(bot.config)}。`);
}

const fixedSentence = (name: string) => `${name}写在配置文件里，要改请改 jingmin.yaml 后重启。`;
