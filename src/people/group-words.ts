import { type Group, type GroupMembers, shownGroupName } from "../domain/groups.ts";

/** `体育场警务室，居民群，话题：治安防范。` */
export function describedGroup(
  group: Pick<Group, "office" | "unit" | "members" | "kind" | "topics" | "onlyUrgent">,
): string {
  const { office, unit, members = "residents", kind, topics, onlyUrgent } = group;
  const about = topics.length > 0 ? [`话题：${topics.join("、")}`] : [];
  const what = kind === "community" ? memberNames[members] : "民警群";
  const whose = [office, unit].filter((one) => one !== undefined);
  const wish = onlyUrgent ? ["只要急的"] : [];
  return `${[whose.length > 0 ? whose.join("、") : "全所", what, ...about, ...wish].join("，")}。`;
}

export function groupName(group: Group): string {
  return shownGroupName(group.name);
}

export const memberNames: Record<GroupMembers, string> = {
  residents: "居民群",
  hotel: "旅馆群",
  rental: "房东群",
  guards: "保安群",
  school: "学校群",
  shop: "商户群",
};
