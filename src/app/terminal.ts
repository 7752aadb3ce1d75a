import { loadAlerts } from "../alerts/alert-files.ts";
import type { Channel } from "../channels/channel.ts";
import type { Config } from "../config/config.ts";
import { systemClock } from "../lib/clock.ts";
import { formatFault } from "../lib/text-file.ts";
import { channelLabel, whatToDo } from "../operators/admin-texts.ts";
import { backupPlace } from "./daily-backup.ts";

/** What is said to the person at the terminal, in Chinese: not log lines. */

export const DISK_FULL =
  "值班电脑的硬盘满了，居民的新消息记不下来，已请他们打110。请马上腾出空间，腾出后会自动恢复。";
export const DISK_FAILED =
  "硬盘写入失败，机器人已停下；给了编号的都还在。请先检查硬盘，再启动（docs/operations/backup.md，「启动失败时」，退出码5）。";
export const ROOM_AGAIN = "硬盘有空间了，已恢复记录。";
export const folderTaken = (dir: string) =>
  `数据文件夹 ${dir} 的锁文件 lock.json 不见了，或者已是别的进程的，机器人已停下，以免两个程序写同一份数据。请看看是不是开了两个机器人：只留一个；一个也没有，就再启动。`;

const LOOK_MS = 2_000;
/** An account needs a moment to connect; before that its absence is no news. */
const PATIENCE_MS = 10_000;

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What works and should be looked at all the same. */
export async function warningsOf(config: Config): Promise<string[]> {
  const { timezone } = config.station;
  const { faults } = await loadAlerts(config.alerts, { timezone, now: systemClock.now() });
  return [
    ...(await backupPlace(config)),
    ...faults
      .filter(({ severity }) => severity === "warning")
      .map((fault) => formatFault({ ...fault, severity: "error" })),
  ];
}

/** Says which accounts are connected, and each that goes away or comes back, for as long as the process lives. */
export function sayChannels(channels: readonly Channel[], say: (line: string) => void): void {
  const networks = channels.filter(({ type }) => type !== "local" && type !== "manual");
  const told = new Map<string, string>();
  const since = systemClock.now().getTime();
  const look = () => {
    for (const channel of networks) {
      const { online, fault } = channel.health();
      const label = channelLabel(channel, channels);
      const early = systemClock.now().getTime() - since < PATIENCE_MS;
      if (!online && early && !told.has(channel.name)) continue;
      const line = online ? `${label}已连上。` : `${label}没有连上，收不到居民的私聊。${whatToDo(fault)}`;
      if (told.get(channel.name) !== line) say(line);
      told.set(channel.name, line);
    }
  };
  look();
  setInterval(look, LOOK_MS).unref();
}
