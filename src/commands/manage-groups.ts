import { UserFacingError } from "../domain/errors.ts";
import { type Group, isMuted } from "../domain/groups.ts";
import { showableLine } from "../domain/showable.ts";
import { isStale } from "../outbox/address-validity.ts";
import { confirmGroup } from "../people/confirm-group.ts";
import { confirmMatched } from "../people/confirm-matched.ts";
import { describedGroup, groupName } from "../people/group-words.ts";
import { listGroups, type NumberedGroup } from "../people/list-groups.ts";
import { setOnlyUrgent } from "../people/only-urgent.ts";
import { removeGroup } from "../people/remove-group.ts";
import { unread } from "./args.ts";
import type { CommandContext } from "./command.ts";
import { moment } from "./moment.ts";
import { groupSentence, readGroup } from "./read-group.ts";
import { acting } from "./report-answers.ts";
import { moreLine, pageOf, readPage } from "./rows.ts";

/** `/群` in an admin's direct message: the list, `确认 2 …`, `移除 2`. */
export async function manageGroups(words: readonly string[], context: CommandContext): Promise<string> {
  const { config } = context.bot;
  const listed = await listGroups(...acting(context));
  if ("refused" in listed) throw new UserFacingError(groupSentence(listed, config));
  const [verb = "", number, ...more] = words;
  if (verb === "都对") return confirmAll(context);
  const wish = wishes[verb];
  if (wish !== undefined) {
    const { group } = numbered(listed.done, number, verb);
    const set = await setOnlyUrgent(...acting(context), { which: { id: group.id }, onlyUrgent: wish });
    if ("refused" in set) throw new UserFacingError(groupSentence(set, config));
    return `「${groupName(group)}」${wishAnswer(wish)}`;
  }
  if (verb !== "确认" && verb !== "移除") return list(words, listed.done, context);
  const { group } = numbered(listed.done, number, verb);
  if (verb === "移除" && more[0] !== undefined)
    throw new UserFacingError(`${unread(more[0])}。例如「/群 移除 2」。`);
  const name = groupName(group);
  if (verb === "移除") {
    const removed = await removeGroup(...acting(context), { id: group.id });
    if ("refused" in removed) throw new UserFacingError(groupSentence(removed, config));
    return `已移除「${name}」，不再往里发。要恢复，在那个群里发「/群」。`;
  }
  const wanted = readGroup(more, config);
  const result = await confirmGroup(...acting(context), { which: { id: group.id }, wanted });
  if ("refused" in result) throw new UserFacingError(groupSentence(result, config));
  return `「${name}」${result.changed ? "确认好了" : "已确认"}：${describedGroup(result.done)}`;
}

/** What the owner of a group may ask for. */
export const wishes: Readonly<Record<string, boolean>> = { 只要急的: true, 都要: false };

export function wishAnswer(onlyUrgent: boolean): string {
  return onlyUrgent ? "记下了，只发急的、寻人和更正。要都发，发「/群 都要」。" : "记下了，提示都发。";
}

async function confirmAll(context: CommandContext): Promise<string> {
  const result = await confirmMatched(...acting(context));
  if ("refused" in result) throw new UserFacingError(groupSentence(result, context.bot.config));
  if (result.done.length === 0) return "没有按名字找回、等您确认的群。发「/群」看列表。";
  const names = result.done.slice(0, 8).map(groupName).join("、");
  return `确认了${result.done.length}个群：${names}${result.done.length > 8 ? "等" : ""}。重名的要一个一个确认，发「/群」看。`;
}

function list(words: readonly string[], all: readonly NumberedGroup[], context: CommandContext): string {
  const { page, rest } = readPage(words);
  if (rest.length > 0) {
    throw new UserFacingError(
      `不认识「${showableLine(rest.join(" "), 20)}」。例如「/群 确认 2 体育场警务室 治安防范」「/群 移除 2」。`,
    );
  }
  const found = pageOf(all, page);
  if (found.total === 0) return "还没有群。把我拉进群，再在群里发「/群 警务室 话题」。";
  if (found.rows.length === 0) return "没有这一页。发「/群」从头看。";
  const rows = found.rows.map(
    ({ group, number }) => `${number} ${groupName(group)}：${state(group, context)}`,
  );
  return [`共${found.total}个群：`, ...rows, ...moreLine(found, page, "个", "/群")].join("\n");
}

function numbered(all: readonly NumberedGroup[], typed: string | undefined, verb: string): NumberedGroup {
  const found = all.find(({ number }) => String(number) === typed);
  if (found) return found;
  throw new UserFacingError(`要写「/群」列表里的序号，例如「/群 ${verb} 2」。`);
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
