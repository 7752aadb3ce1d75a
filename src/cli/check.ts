import { type Alerts, calendarFaults, loadAlerts } from "../alerts/alert-files.ts";
import { nextDue } from "../alerts/due.ts";
import { backupPlace } from "../app/daily-backup.ts";
import { takenWords } from "../app/taken-words.ts";
import type { Config } from "../config/config.ts";
import { readAddress } from "../config/config.ts";
import type { Schedule } from "../domain/alerts.ts";
import { canonicalName } from "../domain/canonical.ts";
import { type Group, inAudience } from "../domain/groups.ts";
import type { HandbookAnswer } from "../domain/handbook.ts";
import type { Ledger } from "../domain/ledgers.ts";
import { dayOfFile } from "../domain/rotation.ts";
import { chapters } from "../handbook/booklet.ts";
import { loadHandbook } from "../handbook/handbook.ts";
import { loadLedgers } from "../ledgers/ledger-files.ts";
import { type Fault, formatFault } from "../lib/text-file.ts";
import { inZone } from "../lib/time.ts";
import { kfWarnings } from "./kf-warnings.ts";
import { portFaults } from "./ports.ts";
import { vendorWarnings } from "./vendors.ts";

export interface CheckReport {
  readonly lines: readonly string[];
  /** Of the lines those that ask for something: faults and reminders. */
  readonly findings: readonly string[];
  readonly ok: boolean;
}

const NEXT = 5;
const weekdays = ["日", "一", "二", "三", "四", "五", "六"];

/**
 * What `jingmin check` says of a configuration that could be read: every fault of the files and of this machine first,
 * then that all is well, or how much is not; then what will go out when, and where.
 */
export async function checkReport(config: Config, now: Date): Promise<CheckReport> {
  const { timezone } = config.station;
  const alerts = await loadAlerts(config.alerts, { timezone, now });
  const local = inZone(now, timezone);
  const handbook = await loadHandbook(config.handbook, local.format("YYYY-MM-DD"));
  const handbookFaults = handbook.faults.map((fault) => ({ ...fault, file: `${HANDBOOK}${fault.file}` }));
  const ledgers = await loadLedgers(config.ledgers, takenWords);
  const faults = [
    ...alerts.faults,
    ...overFaults(alerts, now, local.format("YYYY-MM-DD")),
    ...handbookFaults,
    ...ledgers.faults.map((fault) => ({ ...fault, file: `${LEDGER}${fault.file}` })),
    ...(await portFaults(config)),
  ];
  const errors = faults.filter(({ severity }) => severity === "error").length;
  const warnings = [
    ...(await backupPlace(config)),
    ...officeWarnings(config),
    ...custodianWarnings(config),
    ...dutyWarnings(config),
    ...vendorWarnings(config),
    ...kfWarnings(config),
  ];
  const counts = `${config.station.name}，${config.channels.length}个渠道，${config.officers.length}位民警，${config.groups.length}个群`;
  const findings = [...faults.map(formatFault), ...warnings.map((warning) => `（提醒）${warning}`)];
  const lines = [
    ...findings,
    errors > 0 ? `有${errors}处要改（${counts}）。` : `配置没有问题：${counts}。`,
    `时区 ${timezone}（UTC${local.format("Z")}），现在是 ${local.format("YYYY-MM-DD HH:mm")}。`,
    handbookLine(handbook.answers),
    ledgersLine(ledgers.ledgers),
    ...unscheduledLine(alerts),
    ...alerts.schedules.flatMap((schedule) => scheduleLines(schedule, alerts, config, now)),
  ];
  // Deadlines count working days also where no schedule asks for them.
  const said = new Set(faults.map(({ message }) => message));
  const calendar = await calendarFaults(config.alerts, local.format("YYYY-MM-DD"));
  lines.push(...calendar.filter(({ message }) => !said.has(message)).map(formatFault));
  if (config.groups.length === 0) lines.push("配置里没有写群；在聊天里确认的群要看「/群」。");
  return { lines, findings, ok: errors === 0 };
}

/** Alerts that will never be sent again as they are. */
function overFaults({ series }: Alerts, now: Date, today: string): Fault[] {
  return [...series.values()].flat().flatMap(({ id, file, expires }) => {
    const day = dayOfFile(file);
    const expired = expires !== undefined && new Date(expires) <= now;
    if (!expired && !(day && day < today)) return [];
    const message = expired
      ? "已过 expires，不会再发"
      : `${day} 已经过去，不会再发：明年要发就改文件名里的日期`;
    return [{ file: id, line: 0, severity: "warning", message }];
  });
}

function unscheduledLine({ series, schedules }: Alerts): string[] {
  const scheduled = new Set(schedules.map((schedule) => schedule.series));
  const rest = [...series].filter(([name, files]) => !scheduled.has(name) && files.length > 0);
  if (rest.length === 0) return [];
  return [
    `没有排进 schedule.yaml 的系列：${rest.map(([name, files]) => `${name} ${files.length}篇`).join("，")}。`,
  ];
}

/** Where a fault is, beside those of the alerts. */
const HANDBOOK = "手册 ";
const LEDGER = "台账 ";

function ledgersLine(ledgers: readonly Ledger[]): string {
  const titles = (enabled: boolean) =>
    ledgers.filter((one) => one.enabled === enabled).map((one) => one.title);
  const [on, off] = [titles(true), titles(false)];
  if (on.length + off.length === 0) return "台账：没有。";
  return `台账：在用${on.length}个${on.length > 0 ? `（${on.join("、")}）` : ""}，没用${off.length}个${off.length > 0 ? `（${off.join("、")}）` : ""}。`;
}

function handbookLine(answers: readonly HandbookAnswer[]): string {
  if (answers.length === 0) return "手册：没有（居民的常见问题都要人来答）。";
  const counts = chapters(answers).map(({ series, answers }) => `${series}${answers.length}`);
  return `手册：${answers.length}问，${counts.join("，")}。`;
}

/** Residents of an office without a group hear no alert; it may still be confirmed in chat. */
function officeWarnings({ offices, groups }: Config): string[] {
  const served = new Set(groups.map(({ office }) => office));
  return offices
    .filter(({ name }) => !served.has(name))
    .map(({ name }) => `${name}还没有群：这里的居民收不到警情提示`);
}

/** Nobody allows their own request: with one leader, that leader could never learn who reported. */
function custodianWarnings({ officers, station: { custodian } }: Config): string[] {
  const named = officers.find(({ name }) => canonicalName(name) === canonicalName(custodian ?? ""));
  if (custodian !== undefined && named?.role === "auditor")
    return [`station.custodian 写的${custodian}是审计，不能批：请写一位民警、值班、所领导或管理员`];
  if (custodian !== undefined && !named)
    return [`station.custodian 写的${custodian}不在 officers 里：要在聊天里添加并绑定，才能批`];
  const leaders = officers.filter(({ role }) => role === "leader");
  if (leaders.length !== 1 || (named && named !== leaders[0])) return [];
  return [
    "只有一位所领导：他要知道反映人是谁时没有第二个人能同意。请在 station.custodian 写另一位民警，做身份保管人",
  ];
}

/** Whoever is named on duty and is in no roster is called by nobody; they may still be added in chat. */
function dutyWarnings({ duty, officers }: Config): string[] {
  const known = new Map(officers.map((officer) => [canonicalName(officer.name), officer]));
  const named = [...new Set(duty.map(({ name }) => name))];
  return named.flatMap((name) => {
    const officer = known.get(canonicalName(name));
    if (!officer) return [`值班的${name}不在 officers 里：没在聊天里添加就叫不到`];
    return officer.role === "auditor" ? [`值班的${name}是审计，不办件，不要排班`] : [];
  });
}

function scheduleLines(schedule: Schedule, alerts: Alerts, config: Config, now: Date): string[] {
  const { timezone } = config.station;
  const times = nextDue(schedule, timezone, NEXT, now, alerts.calendar).map((at) => {
    const local = inZone(at, timezone);
    return `  ${local.format("YYYY-MM-DD HH:mm:ss")} 周${weekdays[local.day()]}`;
  });
  const groups = config.groups
    .filter((group) => inAudience(asGroup(group), schedule.audience ?? {}))
    .map((group) => group.name ?? group.match?.name ?? group.address ?? "");
  const files = alerts.series.get(schedule.series)?.length ?? 0;
  return [
    "",
    `${schedule.id}：系列 ${schedule.series}（${files}篇），接下来${times.length}次：`,
    ...times,
    `  发往${groups.length}个群：${groups.join("、") || "（没有）"}`,
  ];
}

function asGroup(group: Config["groups"][number]): Group {
  return {
    id: "",
    address: readAddress(group.address ?? `${group.match?.channel}:`, "group"),
    topics: group.topics,
    kind: group.kind,
    state: "confirmed",
    muted: false,
    fixed: true,
    ...(group.office ? { office: group.office } : {}),
  };
}
