import type { Group } from "../domain/groups.ts";
import type { CommandContext } from "./command.ts";

/** `体育场警务室，居民群，话题：治安防范。` */
export function describedGroup({ office, kind, topics }: Pick<Group, "office" | "kind" | "topics">): string {
  const about = topics.length > 0 ? [`话题：${topics.join("、")}`] : [];
  return `${[office ?? "全所", kind === "community" ? "居民群" : "民警群", ...about].join("，")}。`;
}

/** Its id is of an earlier login: it may be another group's now. */
export function isStale({ address }: Group, { desk }: CommandContext): boolean {
  return address.epoch !== (desk.channels.get(address.channel)?.epoch() ?? "");
}

export function groupName(group: Group): string {
  return group.name ?? `${group.address.channel}的无名群`;
}
