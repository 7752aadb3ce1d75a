import { type Group, shownGroupName } from "../domain/groups.ts";

/** Names of groups in one line of chat. */
const NAMED = 6;

/** `发到2个群：体育场群、广场群。`, and how many of them nothing can be sent to yet. */
export function groupsLine(groups: readonly Group[]): string {
  const confirmed = groups.filter(({ state }) => state === "confirmed");
  const left = groups.length - confirmed.length;
  const waiting = left > 0 ? `另有${left}个群没确认，发不到。` : "";
  if (confirmed.length === 0) return `没有能发的群。${waiting}`;
  const names = confirmed.slice(0, NAMED).map(({ name }) => shownGroupName(name));
  return `发到${confirmed.length}个群：${names.join("、")}${confirmed.length > NAMED ? "等" : ""}。${waiting}`;
}
