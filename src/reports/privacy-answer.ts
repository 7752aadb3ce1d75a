import type { Config } from "../config/config.ts";
import type { Contact } from "../domain/people.ts";
import type { Retention } from "../domain/retention.ts";
import type { Reads } from "../store/store.ts";
import type { Kept } from "./erase-person.ts";
import { identitySeen } from "./identity-seen.ts";

const DAY = 86_400_000;

/** 「90天」, 「1年」. */
function span(ms: number): string {
  const days = Math.round(ms / DAY);
  return days % 365 === 0 ? `${days / 365}年` : `${days}天`;
}

/** What is kept, why, who sees it, how long, and how to have it deleted: one short line each. */
export async function privacyAnswer(
  reads: Pick<Reads, "reports">,
  contact: Contact | undefined,
  { retention, station }: Pick<Config, "retention" | "station">,
): Promise<string> {
  const mine = contact ? await reads.reports.newest({ reporter: contact.id }, 50) : [];
  return [
    "留什么：您说的话和照片，您的号和昵称。",
    "为什么：办事，给您回话。",
    "谁看：办事的民警看内容，看不到您是谁；要查，得另一位领导同意，您看得到。",
    "投诉只有所领导看。微信、QQ平台也看得到您的号。",
    `多久：从最后一次说起，${periods(retention)}。`,
    "删除：发「删除我的信息」。",
    ...(await identitySeen(reads, mine, station.timezone)),
  ].join("\n");
}

function periods(retention: Retention): string {
  const { inquiry, help, dispute, tip, complaint } = retention;
  const usual = [help, dispute, tip].map(span);
  const rest =
    new Set(usual).size === 1
      ? `求助、纠纷、线索${usual[0]}`
      : `求助${usual[0]}、纠纷${usual[1]}、线索${usual[2]}`;
  return `咨询${span(inquiry)}，${rest}，投诉${span(complaint)}`;
}

/** Numbers named in one answer. */
const NAMED = 4;
const reasons: Record<Kept["why"], string> = {
  open: "还在办",
  held: "依法要留",
  offence: "涉及案件，依法要留",
  complaint: "投诉要留着核查",
};

/** Which stay, and why: `留着：R2611-0004 还在办；R2611-0002 投诉要留着核查。` Empty where none does. */
export function keptLine(stays: readonly Kept[]): string {
  if (stays.length === 0) return "";
  const named = stays.slice(0, NAMED).map(({ report, why }) => `${report.number} ${reasons[why]}`);
  const more = stays.length > NAMED ? `，等${stays.length}件` : "";
  return `留着：${named.join("；")}${more}。`;
}
