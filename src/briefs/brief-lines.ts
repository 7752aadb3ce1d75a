import type { ReportEntry } from "../domain/reports.ts";
import { inZone, wallClock } from "../lib/time.ts";
import { nextDue } from "../reports/index.ts";
import type { Reads } from "../store/store.ts";
import { listed, numberAndPlace, shortNumber, spanWords } from "./brief-words.ts";
import type { BriefFacts, BriefLine } from "./leader-brief.ts";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const MOST = 2_000;

const zoneOf = ({ context }: BriefFacts) => context.config.station.timezone;

/** The lines of reports, the most urgent first. */
export const reportLines: readonly BriefLine[] = [notTransferred, received, untaken, due];

/** Offences that wait for the formal way since more than a day: they lead. */
async function notTransferred(facts: BriefFacts): Promise<string | undefined> {
  const late = [];
  for (const report of facts.open.filter(({ offence }) => offence === "confirmed")) {
    const entries = await facts.reads.reports.entries(report.id);
    const confirmed = entries.findLast((entry) => entry.kind === "corrected" && entry.field === "offence");
    const since = Date.parse(confirmed?.at ?? report.receivedAt);
    if (facts.now.getTime() - since >= DAY) late.push(report);
  }
  if (late.length === 0) return undefined;
  return `报案超过24小时没转接${late.length}件：${listed(late.map((one) => shortNumber(one, facts.now, zoneOf(facts))))}`;
}

/** What came since work ended, and how soon somebody had what was urgent. */
async function received({ reads, now, sight, ...facts }: BriefFacts): Promise<string> {
  const zone = facts.context.config.station.timezone;
  const yesterday = inZone(new Date(now.getTime() - DAY), zone).format("YYYY-MM-DD");
  const from = wallClock(yesterday, "18:00", zone).toISOString();
  const filed = await reads.reports.newest({ from, sight }, MOST);
  const urgent = filed.filter(({ priority }) => priority === "urgent");
  if (filed.length === 0) return "夜间没有新的反映";
  if (urgent.length === 0) return `夜间新收${filed.length}件，没有急件`;
  const spans: number[] = [];
  for (const { id, receivedAt } of urgent) {
    const at = await takenAt(reads, id);
    if (at !== undefined) spans.push(Date.parse(at) - Date.parse(receivedAt));
  }
  const slowest =
    spans.length > 0 ? `${spans.length > 1 ? "最慢" : ""}${spanWords(Math.max(...spans))}接手` : "";
  const left = urgent.length - spans.length;
  const how = [slowest, left > 0 ? `${left}件没人接` : ""].filter(Boolean).join("，");
  return `夜间新收${filed.length}件，急件${urgent.length}件（${how}）`;
}

async function takenAt(reads: Reads, id: string): Promise<string | undefined> {
  const isTaking = (entry: ReportEntry) =>
    (entry.kind === "assigned" && entry.to !== undefined) ||
    entry.kind === "reply" ||
    entry.kind === "status";
  return (await reads.reports.entries(id)).find((entry) => entry.by !== "system" && isTaking(entry))?.at;
}

function untaken(facts: BriefFacts): string {
  const waiting = facts.open.filter(({ status }) => status === "received");
  if (waiting.length === 0) return "没有待接手的";
  const sorted = [...waiting].sort(
    (a, b) => Number(b.priority === "urgent") - Number(a.priority === "urgent"),
  );
  const words = sorted.map((one) =>
    numberAndPlace(one, facts.context.config.offices, facts.now, zoneOf(facts)),
  );
  return `待接手${waiting.length}件：${listed(words)}`;
}

function due(facts: BriefFacts): string {
  const { open, context, now } = facts;
  const zone = zoneOf(facts);
  const today = inZone(now, zone).format("YYYY-MM-DD");
  const dues = open.flatMap((report) => {
    const next = nextDue(report, context);
    return next ? [{ report, at: next.at }] : [];
  });
  const late = dues.filter(({ at }) => at <= now);
  const soon = dues.filter(({ at }) => at > now && inZone(at, zone).format("YYYY-MM-DD") === today);
  const words = (what: string, some: typeof dues) =>
    some.length === 0
      ? `${what}0`
      : `${what}${some.length}件：${listed(some.map(({ report }) => shortNumber(report, now, zone)))}`;
  const offences = open.filter(({ offence }) => offence === "confirmed").length;
  return [
    `未转接报案${offences}`,
    words("今天到期", soon),
    ...(late.length > 0 ? [words("过了时限", late)] : []),
  ].join("；");
}
