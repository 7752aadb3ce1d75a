import { UserFacingError } from "../domain/errors.ts";
import type { Group, GroupKind } from "../domain/groups.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { neverAsks } from "../lib/texts.ts";
import { noticeAdmins } from "../operators/admin-notices.ts";
import { outboxRow } from "../outbox/outbox-row.ts";
import type { Tx } from "../store/store.ts";
import type { CommandContext } from "./command.ts";
import { describedGroup, groupName } from "./group-words.ts";
import { officeNames, readOffice } from "./offices.ts";

/** Confirms a group as the words say; without words a confirmed one is only described. */
export async function confirmGroup(
  t: Tx,
  group: Group,
  words: readonly string[],
  context: CommandContext,
): Promise<string> {
  if (group.state === "confirmed" && words.length === 0) return `已确认：${describedGroup(group)}`;
  if (group.fixed) {
    const change = words.length > 0 || group.state === "confirmed";
    if (change) throw new UserFacingError("这个群写在配置文件里，要改请改 jingmin.yaml 后重启。");
    if (!may(context.officer, rolesFor("groups.manage"))) throw new UserFacingError("这个群要管理员来确认。");
  }
  const { officer, now } = context;
  const at = now.toISOString();
  const { office: _, ...rest } = group;
  const wanted = group.fixed ? group : read(words, group, context);
  const greets = wanted.kind === "community" && !group.greetedAt;
  const confirmed: Group = {
    ...rest,
    ...wanted,
    state: "confirmed",
    confirmedBy: officer.id,
    confirmedAt: at,
    ...(greets ? { greetedAt: at } : {}),
  };
  t.groups.put(confirmed);
  const { office, kind, topics } = confirmed;
  t.audit.append({
    at,
    actor: { officer: officer.id },
    action: "group.confirmed",
    subject: { kind: "group", id: group.id },
    facts: { kind, topics: topics.join(" "), ...(office ? { office } : {}) },
  });
  const news = `${officer.name}确认了「${groupName(group)}」：${describedGroup(confirmed)}不对的话，发「/群」看列表、移除。`;
  await noticeAdmins(t, news, now, officer.id);
  // A broadcast: to greet twice would be worse than not at all, and at night it waits for the morning.
  const text = greeting(context.bot.config.station.name);
  if (greets) t.deliveries.put(outboxRow({ kind: "broadcast", to: { group: group.id }, text }, now));
  return `确认好了：${describedGroup(confirmed)}`;
}

const kinds = new Map<string, GroupKind>([
  ["居民群", "community"],
  ["社区群", "community"],
  ["民警群", "officers"],
]);
/** For a group of the whole station. */
const wholeStation = ["全所", "全部"];

/** Office, kind and topics from the words; what is not named stays as it was, the office as the officer's own. */
function read(typed: readonly string[], group: Group, { bot, officer }: CommandContext) {
  const words = typed.flatMap((word) => word.split(/[、，,；;]/)).filter(Boolean);
  if (words[0] === "移除") {
    throw new UserFacingError("移除群，请管理员私聊我发「/群」看序号，再发「/群 移除 序号」。");
  }
  const kind = words.flatMap((word) => kinds.get(word) ?? [])[0] ?? group.kind;
  const offices = words.filter((word) => readOffice(bot.config, word));
  const whole = words.some((word) => wholeStation.includes(word));
  const topics = words.filter((w) => !kinds.has(w) && !offices.includes(w) && !wholeStation.includes(w));
  const mistaken = topics.find((word) => /[室所队]$/.test(word));
  if (mistaken) {
    throw new UserFacingError(`没有警务室「${mistaken.slice(0, 20)}」。有：${officeNames(bot.config)}。`);
  }
  if (offices.length > 1)
    throw new UserFacingError("一个群只归一个警务室。例如「/群 体育场警务室 治安防范」。");
  const named = offices[0] && readOffice(bot.config, offices[0]);
  const office = whole ? undefined : (named ?? group.office ?? officer.office);
  if (!office && !whole && kind === "community" && bot.config.offices.length > 0) {
    throw new UserFacingError(
      `要写警务室，有：${officeNames(bot.config)}；全所的群写「全所」。\n例如「/群 ${bot.config.offices[0]?.name} 治安防范」。`,
    );
  }
  return { kind, topics: topics.length > 0 ? topics : group.topics, ...(office ? { office } : {}) };
}

const greeting = (station: string) =>
  `大家好，我是${station}的警民小助手，是个机器人，会在这里发安全提示。\n有事加我好友私聊，一句话就行，我转给民警。群里聊的我不记。\n${neverAsks}紧急请打110。`;
