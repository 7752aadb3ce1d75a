import { addDays } from "../domain/named-days.ts";
import { inZone, wallClock } from "../lib/time.ts";
import { channelLabel } from "../operators/index.ts";
import type { BriefFacts, BriefLine } from "./leader-brief.ts";

/** Small facts of the last daily backup: ISO 8601 of the last one that succeeded, and of the last that did not. */
export const LAST_BACKUP = "backup.last";
export const FAILED_BACKUP = "backup.failed";

/** What the bot itself did: yesterday's alerts, its accounts, its backup. */
export const healthLines: readonly BriefLine[] = [alerts, channelsAndBackup];

async function alerts({ reads, now, context }: BriefFacts): Promise<string | undefined> {
  const zone = context.config.station.timezone;
  const today = inZone(now, zone).format("YYYY-MM-DD");
  const [from, before] = [addDays(today, -1), today].map((day) =>
    wallClock(day, "00:00", zone).toISOString(),
  );
  const slots = (await reads.slots.since(from ?? "")).filter(({ due }) => due < (before ?? ""));
  if (slots.length === 0) return undefined;
  const rows = (await Promise.all(slots.map(({ key }) => reads.deliveries.ofSlot(key)))).flat();
  const count = (...states: readonly string[]) => rows.filter(({ state }) => states.includes(state)).length;
  const [sent, byHand] = [count("sent"), count("posted-by-hand")];
  const left = rows.length - sent - byHand;
  const unsent = slots.filter(({ state }) => state === "missed" || state === "held").length;
  return [
    `昨日提示：${rows.length}群，发${sent}，手工${byHand}`,
    ...(left > 0 ? [`漏${left}群`] : []),
    ...(unsent > 0 ? [`${unsent}条没发`] : []),
  ].join("，");
}

async function channelsAndBackup({ reads, now, context }: BriefFacts): Promise<string> {
  const all = [...context.channels.values()];
  const states = all.map((channel) => {
    const label = channelLabel(channel, all);
    if (channel.type === "manual") return label;
    return `${label}${channel.health().online ? "正常" : "掉线"}`;
  });
  return [...states, await backup(reads, now, context)].join("；");
}

async function backup(
  reads: BriefFacts["reads"],
  now: Date,
  { config }: BriefFacts["context"],
): Promise<string> {
  if (!config.backup) return "没有设备份";
  const [last, failed] = [await reads.settings.get(LAST_BACKUP), await reads.settings.get(FAILED_BACKUP)];
  if (failed && failed > (last ?? "")) return `备份${moment(failed, now, config.station.timezone)}没成功`;
  return last ? `备份${moment(last, now, config.station.timezone)}成功` : "还没有备份过";
}

/** 「昨23:00」. */
function moment(iso: string, now: Date, zone: string): string {
  const [at, today] = [inZone(iso, zone), inZone(now, zone).format("YYYY-MM-DD")];
  const day = at.format("YYYY-MM-DD");
  const word = day === today ? "今" : day === addDays(today, -1) ? "昨" : at.format("M月D日");
  return `${word}${at.format("HH:mm")}`;
}
