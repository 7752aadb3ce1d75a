import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { canonicalName } from "../domain/canonical.ts";
import { type Address, addressKey } from "../domain/people.ts";
import { isWithin } from "../lib/paths.ts";
import type { Fault } from "../lib/text-file.ts";
import { checkYaml, parseYaml, type YamlFile } from "../lib/yaml-file.ts";
import { configSchema, type StationConfig } from "./config-schema.ts";
import { readWritten } from "./written-values.ts";

export type { ChannelConfig, GroupConfig } from "./config-schema.ts";

/** jingmin.yaml and the environment, checked; paths absolute, durations in milliseconds. */
export interface Config extends StationConfig {
  readonly logLevel: string;
  /** JINGMIN_KEY, which overrides `keyFile`. */
  readonly key?: string;
}

/** Everything wrong with a configuration; the process ends with code 2 and nothing is touched. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(`${faults.length} faults in the configuration`);
    this.name = "ConfigError";
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks a configuration file. Throws `ConfigError` with every fault, each with its line. */
export async function loadConfig(file: string, env: Environment = process.env): Promise<Config> {
  let source: Uint8Array;
  try {
    source = await readFile(file);
  } catch {
    throw new ConfigError([
      { file, line: 0, severity: "error", message: "读不到这个配置文件，请检查路径和权限" },
    ]);
  }
  return parseConfig(source, file, env);
}

/** The same for a text that is already read; relative paths in it are relative to `file`. */
export function parseConfig(source: Uint8Array | string, file: string, env: Environment): Config {
  const yaml = parseYaml(source, file);
  const { value, faults: written } = readWritten(yaml, env);
  const { value: config, faults } = checkYaml(configSchema, { ...yaml, value });
  // A value that is damaged as it was written need not be called wrong once more.
  const pathOf = ({ message }: Fault) => message.split(" ", 1)[0];
  const damaged = new Set(written.map(pathOf));
  const wrong = [...faults, ...(config ? crossFaults(config, yaml) : [])];
  const all = [...written, ...wrong.filter((fault) => !damaged.has(pathOf(fault))), ...levelFaults(env)];
  if (!config || all.length > 0) throw new ConfigError(all);
  const from = (path: string) => beside(file, path);
  return {
    ...config,
    data: from(config.data),
    alerts: from(config.alerts),
    handbook: from(config.handbook),
    ledgers: from(config.ledgers),
    keyFile: from(config.keyFile),
    ...(config.backup ? { backup: { ...config.backup, dir: from(config.backup.dir) } } : {}),
    logLevel: env.LOG_LEVEL || "info",
    ...(env.JINGMIN_KEY ? { key: env.JINGMIN_KEY } : {}),
  };
}

/** Relative paths are relative to the configuration. */
function beside(file: string, path: string): string {
  return resolve(dirname(resolve(file)), path);
}

/** Whether only this computer can reach it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Of people and groups. */
const QQ_NUMBER = /^[1-9]\d{4,11}$/;

const levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

function levelFaults({ LOG_LEVEL }: Environment): Fault[] {
  if (!LOG_LEVEL || levels.includes(LOG_LEVEL)) return [];
  const message = `环境变量 LOG_LEVEL 只能是 ${levels.join("、")}`;
  return [{ file: "LOG_LEVEL", line: 0, severity: "error", message }];
}

/** The gateway's token where it stands in the environment, so that it is in no list of processes. */
export function wechatyToken(env: Environment = process.env): string | undefined {
  return env.WECHATY_TOKEN;
}

/** What opens a sealed backup where it stands in the environment: a passphrase or a secret key. */
export function backupKey(env: Environment = process.env): string | undefined {
  return env.JINGMIN_BACKUP_KEY;
}

/** `channel:id` as the address it stands for, in the current epoch of a channel with stable ids. */
export function readAddress(written: string, kind: Address["kind"]): Address {
  const colon = written.indexOf(":");
  return { channel: written.slice(0, colon), epoch: "", kind, id: written.slice(colon + 1) };
}

/** What one field cannot tell: names used twice, and names that stand nowhere. */
function crossFaults(config: StationConfig, yaml: YamlFile): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: PropertyKey[], message: string) =>
    faults.push({
      file: yaml.file,
      line: yaml.lineOf(path),
      severity: "error",
      message: `${path.join(".")} ${message}`,
    });
  const once = (what: string, all: readonly (readonly [PropertyKey[], string])[]) => {
    const seen = new Set<string>();
    for (const [path, key] of all) {
      if (seen.has(key)) fault(path, `${what}写了两次，只能写一次`);
      seen.add(key);
    }
  };
  /** Names are told apart by no blank, dot, script or sign that nobody sees: nobody could say which one they mean. */
  const distinct = (what: string, all: readonly (readonly [PropertyKey[], string])[]) => {
    const seen = new Map<string, string>();
    for (const [path, name] of all) {
      const other = seen.get(canonicalName(name));
      if (other === name) fault(path, `${what}写了两次，只能写一次`);
      else if (other !== undefined)
        fault(path, `和前面的「${other}」只差空格、间隔号、繁简体、全半角或看不见的字符，分不清是谁`);
      seen.set(canonicalName(name), other ?? name);
    }
  };
  once(
    "这个渠道名",
    config.channels.map((c, i) => [["channels", i, "name"], c.name]),
  );
  distinct(
    "这个警务室",
    config.offices.map((o, i) => [["offices", i], o.name]),
  );
  distinct(
    "这个姓名",
    config.officers.map((o, i) => [["officers", i, "name"], o.name]),
  );
  distinct(
    "这个大队",
    config.units.map((name, i) => [["units", i], name]),
  );
  for (const { name: channel } of config.channels) {
    distinct(
      "这个群名",
      config.groups.flatMap((g, i) =>
        g.match?.channel === channel ? [[["groups", i, "match", "name"], g.match.name] as const] : [],
      ),
    );
  }
  once(
    "这个号码",
    config.officers.flatMap((o, i) => o.accounts.map((a, j) => [["officers", i, "accounts", j], a] as const)),
  );
  once(
    "这个群",
    config.groups.flatMap((g, i) =>
      g.address ? [[["groups", i, "address"], addressKey(readAddress(g.address, "group"))] as const] : [],
    ),
  );
  const ports = new Set([config.web.port]);
  for (const [i, channel] of config.channels.entries()) {
    if (channel.type !== "onebot" || channel.listen === undefined) continue;
    const port = Number(channel.listen.split(":").at(-1));
    if (port !== 0 && ports.has(port))
      fault(["channels", i, "listen"], `端口 ${port} 网页（web.port）或前面的渠道已经用了，换一个数字`);
    ports.add(port);
  }
  if (config.channels.length > 1) {
    for (const [i, c] of config.channels.entries()) {
      if (c.type === "local") fault(["channels", i], "内置聊天（local）只能单独使用，不能和别的渠道写在一起");
    }
  }
  const { host, publicUrl, insecure } = config.web;
  if (!isLoopback(host) && !insecure && !publicUrl?.startsWith("https://"))
    fault(
      ["web", "host"],
      "别的电脑也打得开民警网页：要有 https 的 publicUrl（前面放反向代理），或者明知不加密也要用，写 insecure: true",
    );
  const { backup } = config;
  if (backup && isWithin(beside(yaml.file, config.data), beside(yaml.file, backup.dir)))
    fault(["backup", "dir"], "不能在 data 文件夹里面，最好在另一块盘上");
  const channels = config.channels.map((c) => c.name);
  const offices = config.offices.map((o) => o.name);
  const listed = (names: readonly string[]) => names.join("、") || "（还没有写）";
  const knownChannel = (path: PropertyKey[], channel: string) => {
    if (!channels.includes(channel)) fault(path, `没有渠道 ${channel}，已有：${listed(channels)}`);
  };
  const knownAddress = (path: PropertyKey[], written: string) => {
    const [channel = "", id = ""] = written.split(/:(.*)/s);
    knownChannel(path, channel);
    const type = config.channels.find(({ name }) => name === channel)?.type;
    if (type === "onebot" && !QQ_NUMBER.test(id))
      fault(path, `${id} 不是 QQ 号或群号：只有数字，5到12位，不以0开头`);
  };
  const knownOffice = (path: PropertyKey[], office: string | undefined) => {
    if (office && !offices.includes(office)) fault(path, `没有警务室 ${office}，已有：${listed(offices)}`);
  };
  const knownUnit = (path: PropertyKey[], unit: string | undefined) => {
    if (unit && !config.units.includes(unit))
      fault(path, `units 里没有 ${unit}，已有：${listed(config.units)}`);
  };
  for (const [i, o] of config.officers.entries()) {
    knownOffice(["officers", i, "office"], o.office);
    knownUnit(["officers", i, "unit"], o.unit);
    for (const [j, a] of o.accounts.entries()) knownAddress(["officers", i, "accounts", j], a);
  }
  const targets = new Set([...config.officers.map((o) => o.name), ...config.units].map(canonicalName));
  for (const [i, rule] of config.routing.entries()) {
    knownOffice(["routing", i, "office"], rule.office);
    if (rule.to !== "duty" && !targets.has(canonicalName(rule.to)))
      fault(
        ["routing", i, "to"],
        `没有叫 ${rule.to} 的民警或大队；要写 officers 或 units 里的名字，或者 duty（当班的）`,
      );
  }
  for (const [i, g] of config.groups.entries()) {
    knownOffice(["groups", i, "office"], g.office);
    knownUnit(["groups", i, "unit"], g.unit);
    if (g.match) knownChannel(["groups", i], g.match.channel);
    if (g.address) knownAddress(["groups", i, "address"], g.address);
  }
  for (const name of Object.keys(config.sending.budget)) knownChannel(["sending", "budget", name], name);
  return faults;
}
