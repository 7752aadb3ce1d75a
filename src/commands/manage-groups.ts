import { UserFacingError } from "../domain/errors.ts";
import { type Group, isMuted } from "../domain/groups.ts";
import { isStale } from "../outbox/address-validity.ts";
import type { Tx } from "../store/store.ts";
import type { CommandContext } from "./command.ts";
import { confirmGroup } from "./confirm-group.ts";
import { describedGroup, groupName } from "./group-words.ts";
import { moment } from "./moment.ts";
import { moreLine, pageOf, readPage } from "./rows.ts";

/** `/群` in an admin's direct message: the list, `确认 2 …`, `移除 2`. */
export async function manageGroups(words: readonly string[], context: CommandContext): Promise<string> {
  const [verb, number, ...more] = words;
  if (verb !== "确认" && verb !== "移除") return list(words, context);
  return context.bot.store.tx(async (t) => {
    const group = await numbered(t, number, verb);
    if (verb === "移除") return remove(t, group, context);
    if (isStale(group.address, context.bot.channels)) {
      throw new UserFacingError(`「${groupName(group)}」的群号变了，还没找回来。请在那个群里发「/群」。`);
    }
    return `「${groupName(group)}」${await confirmGroup(t, group, more, context)}`;
  });
}

async function list(words: readonly string[], context: CommandContext): Promise<string> {
  const { page, rest } = readPage(words);
  if (rest.length > 0) {
    throw new UserFacingError(
      `不认识「${rest.join(" ").slice(0, 20)}」。例如「/群 确认 2 体育场警务室 治安防范」「/群 移除 2」。`,
    );
  }
  const all = inOrder(await context.bot.store.groups.all())
    .map((group, index) => ({ group, number: index + 1 }))
    .filter(({ group }) => group.state !== "removed");
  const found = pageOf(all, page);
  if (found.total === 0) return "还没有群。把我拉进群，再在群里发「/群 警务室 话题」。";
  if (found.rows.length === 0) return "没有这一页。发「/群」从头看。";
  const rows = found.rows.map(
    ({ group, number }) => `${number} ${groupName(group)}：${state(group, context)}`,
  );
  return [`共${found.total}个群：`, ...rows, ...moreLine(found, page, "个", "/群")].join("\n");
}

/** By the time they became known, so that a number stays with its group. */
function inOrder(groups: readonly Group[]): Group[] {
  return groups.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function numbered(t: Tx, typed: string | undefined, verb: string): Promise<Group> {
  const number = /^[1-9]\d{0,4}$/.test(typed ?? "") ? Number(typed) : 0;
  const group = inOrder(await t.groups.all())[number - 1];
  if (group && group.state !== "removed") return group;
  throw new UserFacingError(`要写「/群」列表里的序号，例如「/群 ${verb} 2」。`);
}

function remove(t: Tx, group: Group, { officer, now }: CommandContext): string {
  if (group.fixed) throw new UserFacingError("这个群写在配置文件里，要改请改 jingmin.yaml 后重启。");
  t.groups.put({ ...group, state: "removed" });
  t.audit.append({
    at: now.toISOString(),
    actor: { officer: officer.id },
    action: "group.removed",
    subject: { kind: "group", id: group.id },
  });
  return `已移除「${groupName(group)}」，不再往里发。要恢复，在那个群里发「/群」。`;
}

function state(group: Group, context: CommandContext): string {
  if (isStale(group.address, context.bot.channels)) return "群号变了，等找回";
  if (group.state === "unconfirmed") return "没确认，不发";
  const muted = isMuted(group, context.now) ? mutedWords(group, context) : "";
  return `${describedGroup(group).replace(/。$/, "")}${muted}${group.fixed ? "（配置）" : ""}`;
}

function mutedWords({ mutedUntil }: Group, context: CommandContext): string {
  return `（被禁言${mutedUntil ? `到 ${moment(new Date(mutedUntil), context)}` : ""}，不发）`;
}
