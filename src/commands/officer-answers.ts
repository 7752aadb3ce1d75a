import type { OfficerRefused } from "../people/change-officer.ts";
import { unknownOfficer } from "./find-officer.ts";

/** Why an officer was not added, changed, stopped or invited, as a sentence. */
export function officerSentence(why: OfficerRefused): string {
  if (why.refused === "not-allowed") return "这件事您办不了，请找管理员。";
  const { refused, name } = why;
  return {
    "no-officer": unknownOfficer(name),
    fixed: `${name}写在配置文件里，要改请改 jingmin.yaml 后重启。`,
    "last-admin": `${name}是唯一的管理员，请先添加另一位。`,
    exists: `已经有${name}了。改角色发「/民警 角色 ${name} 值班」。`,
    "name-too-long": "姓名最多12个字。",
  }[refused];
}
