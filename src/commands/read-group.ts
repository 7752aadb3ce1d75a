import type { Config } from "../config/config.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Group, GroupKind, GroupMembers } from "../domain/groups.ts";
import { showableLine } from "../domain/showable.ts";
import type { GroupRefused, GroupWanted } from "../people/confirm-group.ts";
import { groupName, memberNames } from "../people/group-words.ts";
import { officeNames, readOffice } from "./offices.ts";

const kinds = new Map<string, GroupKind>([
  ["居民群", "community"],
  ["社区群", "community"],
  ["民警群", "officers"],
]);
const memberWords = new Map(
  (Object.keys(memberNames) as GroupMembers[])
    .filter((members) => members !== "residents")
    .map((members) => [memberNames[members], members]),
);
/** For a group of the whole station. */
const wholeStation = ["全所", "全部"];

/** Office, kind and topics from the words of `/群 体育场警务室 治安防范`. Throws `UserFacingError`. */
export function readGroup(typed: readonly string[], config: Pick<Config, "offices" | "units">): GroupWanted {
  const words = typed.flatMap((word) => word.split(/[、，,；;]/)).filter(Boolean);
  if (words[0] === "移除") {
    throw new UserFacingError("移除群，请管理员私聊我发「/群」看序号，再发「/群 移除 序号」。");
  }
  const kind = words.flatMap((word) => kinds.get(word) ?? [])[0];
  const offices = words.filter((word) => readOffice(config, word));
  const units = words.filter((word) => config.units.includes(word));
  const members = words.flatMap((word) => memberWords.get(word) ?? [])[0];
  const whole = words.some((word) => wholeStation.includes(word));
  const known = (word: string) =>
    kinds.has(word) || memberWords.has(word) || [...offices, ...units, ...wholeStation].includes(word);
  const topics = words.filter((word) => !known(word));
  const mistaken = topics.find((word) => /[室所队]$/.test(word));
  if (mistaken) {
    throw new UserFacingError(`没有警务室「${showableLine(mistaken, 20)}」。有：${officeNames(config)}。`);
  }
  if (offices.length > 1)
    throw new UserFacingError("一个群只归一个警务室。例如「/群 体育场警务室 治安防范」。");
  const office = offices[0] && readOffice(config, offices[0]);
  return {
    ...(kind ? { kind } : {}),
    ...(office ? { office } : {}),
    ...(units[0] ? { unit: units[0] } : {}),
    ...(members ? { members } : {}),
    ...(whole ? { wholeStation: true } : {}),
    ...(topics.length > 0 ? { topics } : {}),
  };
}

/** Why a group was not confirmed or removed, as a sentence. */
export function groupSentence(why: GroupRefused, config: Pick<Config, "offices">): string {
  const name = "group" in why && why.group ? groupName(why.group as Group) : "";
  return {
    "not-allowed": "这件事您办不了，请找管理员。",
    "no-group": "没有这个群。发「/群」看列表。",
    fixed: "这个群写在配置文件里，要改请改 jingmin.yaml 后重启。",
    "needs-admin": "这个群要管理员来确认。",
    "no-office": `要写警务室，有：${officeNames(config)}；全所的群写「全所」。\n例如「/群 ${config.offices[0]?.name} 治安防范」。`,
    "address-gone": `「${name}」的群号变了，还没找回来。请在那个群里发「/群」。`,
  }[why.refused];
}
