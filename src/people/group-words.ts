import { type Group, shownGroupName } from "../domain/groups.ts";

/** `体育场警务室，居民群，话题：治安防范。` */
export function describedGroup({ office, kind, topics }: Pick<Group, "office" | "kind" | "topics">): string {
  const about = topics.length > 0 ? [`话题：${topics.join("、")}`] : [];
  return `${[office ?? "全所", kind === "community" ? "居民群" : "民警群", ...about].join("，")}。`;
}

export function groupName(group: Group): string {
  return shownGroupName(group.name);
}
