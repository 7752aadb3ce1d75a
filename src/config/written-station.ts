import { Document, isMap, isScalar } from "yaml";

/** What somebody filled in, by the name of the field; rows are `officers.0.name`. All as it was typed. */
export type SetupForm = Readonly<Record<string, string>>;

export interface WrittenStation {
  /** `station.yaml`. */
  readonly yaml: string;
  /** Names of the environment variables that it takes, with what was typed for them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where a key of the file comes from: `officers.2.office` from the field `officers.4.office`. Longest path first. */
  readonly sources: readonly (readonly [path: string, field: string])[];
}

const comments: Readonly<Record<string, string>> = {
  station: " 本所。每一项的意思见 docs/configuration.md",
  offices: " 警务室；places 里的地方归它",
  channels: " 从哪里说话；口令是环境变量，不写在这里",
  officers: " 民警；也可以在聊天里加：/民警 添加",
  groups: " 群；也可以在群里确认：/群 警务室",
  duty: " 值班；临时换人：/值班",
  retention: " 反映从最后一次动静起留多久",
  backup: " 每天备份",
};

/** Not the demo's: a station does not start on made-up reports. */
export const DATA = "./data-station";

/** Where a gateway on this computer listens; without an endpoint the bot would ask a server of Wechaty for one. */
export const GATEWAY = "127.0.0.1:18788";

/** The file of a station of what was filled in. What is wrong in it is for `parseConfig` to say. */
export function writtenStation(form: SetupForm): WrittenStation {
  const secrets: Record<string, string> = {};
  const sources: (readonly [string, string])[] = [];
  const value = (field: string, path?: string) => {
    const typed = form[field]?.trim() ?? "";
    if (path !== undefined) sources.push([path, field]);
    return typed === "" ? undefined : typed;
  };
  const secret = (field: string, name: string, path: string) => {
    const typed = value(field, path);
    if (typed !== undefined) secrets[name] = typed;
    return typed === undefined ? undefined : `\${${name}}`;
  };
  /** The rows in which something stands; a key of the file for each. */
  const rows = <T>(list: string, columns: readonly string[], make: (cell: Cell) => T): T[] => {
    const made: T[] = [];
    for (const row of rowsOf(form, list)) {
      const at = `${list}.${made.length}`;
      const cell: Cell = (column, key) => value(`${list}.${row}.${column}`, key && `${at}.${key}`);
      sources.push([at, `${list}.${row}.${columns[0]}`]);
      made.push(make(cell));
    }
    return made;
  };

  const units = words(value("units", "units"));
  /** Where somebody works, or what a group belongs to: both keys come from one field. */
  const place = (cell: Cell) => {
    const [office, unit] = [cell("office", "office"), cell("office", "unit")];
    return unit !== undefined && units?.includes(unit) ? { unit } : { office };
  };

  const station = present({
    name: value("name", "station.name"),
    phone: plain(value("phone", "station.phone")),
    sms110: plain(value("sms110", "station.sms110")),
    timezone: value("timezone", "station.timezone"),
    custodian: value("custodian", "station.custodian"),
  });
  const offices = rows("offices", ["name", "places"], (cell) =>
    present({ name: cell("name", "name"), places: words(cell("places", "places")) }),
  );
  const channels = channelsOf(value, secret, sources);
  const officers = rows("officers", ["name", "role", "office", "account"], (cell) => {
    const account = plain(cell("account", "accounts"))?.replace(/\s/g, "");
    return present({
      name: cell("name", "name"),
      role: cell("role", "role"),
      ...place(cell),
      accounts: account === undefined ? undefined : [account.includes(":") ? account : `qq:${account}`],
    });
  });
  const groups = rows("groups", ["id", "office", "kind", "topics"], (cell) => {
    const id = cell("id", "address");
    const number = plain(id)?.replace(/\s/g, "");
    const isNumber = number !== undefined && /^\d{5,12}$/.test(number);
    const [kind, members] = [cell("kind", "kind"), cell("kind", "members")];
    return present({
      address: isNumber ? `qq:${number}` : undefined,
      match: isNumber || id === undefined ? undefined : { channel: "wechat", name: id },
      ...place(cell),
      ...(kind === "officers" ? { kind } : { members }),
      topics: words(cell("topics", "topics")),
    });
  });
  const duty = rows("duty", ["name", "days", "hours"], (cell) =>
    present({ name: cell("name", "name"), days: cell("days", "days"), hours: plain(cell("hours", "hours")) }),
  );
  const dir = value("backup", "backup.dir");
  const passphrase = secret("passphrase", "BACKUP_PASSPHRASE", "backup.passphrase");
  const keeping = value("retention", "retention");
  const port = plain(value("port", "web.port"));
  const written = present({
    station,
    offices: some(offices),
    units,
    channels,
    officers: some(officers),
    groups: some(groups),
    duty: some(duty),
    preview: plain(value("preview", "preview")),
    sending: present({ quietHours: plain(value("quiet", "sending.quietHours")) }),
    retention:
      keeping === "short" ? { tip: "P6M", suggestion: "P6M", help: "P6M", dispute: "P1Y" } : undefined,
    web: present({
      port: port === undefined ? undefined : Number.isNaN(Number(port)) ? port : Number(port),
      publicUrl: plain(value("publicUrl", "web.publicUrl")),
    }),
    data: value("data", "data") ?? DATA,
    alerts: value("alerts", "alerts") ?? "./alerts",
    handbook: value("handbook", "handbook"),
    ledgers: value("ledgers", "ledgers"),
    backup: dir === undefined && passphrase === undefined ? undefined : present({ dir, passphrase }),
  });
  return {
    yaml: yamlOf(written),
    secrets,
    sources: sources.sort(([a], [b]) => b.length - a.length),
  };
}

type Cell = (column: string, key?: string) => string | undefined;

function channelsOf(
  value: (field: string, path?: string) => string | undefined,
  secret: (field: string, name: string, path: string) => string | undefined,
  sources: (readonly [string, string])[],
): object[] {
  const channels: object[] = [];
  const at = () => `channels.${channels.length}`;
  const qq = value("qq");
  if (qq === "forward" || qq === "reverse") {
    const [key, field] = qq === "forward" ? ["url", "qqUrl"] : ["listen", "qqListen"];
    sources.push([at(), field]);
    const token = secret("qqToken", "QQ_TOKEN", `${at()}.token`);
    const approved = value("qqApproved", `${at()}.approved`);
    channels.push(
      present({ name: "qq", type: "onebot", [key]: plain(value(field, `${at()}.${key}`)), token, approved }),
    );
  }
  if (value("wechat") === "gateway") {
    sources.push([at(), "wechatEndpoint"]);
    const token = secret("wechatToken", "WECHATY_TOKEN", `${at()}.options`);
    const endpoint = plain(value("wechatEndpoint")) ?? GATEWAY;
    channels.push({
      name: "wechat",
      type: "wechaty",
      puppet: "wechaty-puppet-service",
      options: present({ endpoint, token }),
    });
  }
  // Whatever no account reaches, officers post by hand.
  channels.push({ name: "byhand", type: "manual" });
  return channels;
}

/** Numbers, times and addresses as a Chinese keyboard writes them: `０８：００` is 08:00. */
export function plain(typed: string | undefined): string | undefined {
  return typed?.normalize("NFKC").trim() || undefined;
}

/** Indexes of the rows of a list in which something was typed, in order. */
export function rowsOf(form: SetupForm, list: string): number[] {
  const indexes = Object.entries(form).flatMap(([field, typed]) => {
    const [, of, index] = /^(\w+)\.(\d{1,3})\.\w+$/.exec(field) ?? [];
    return of === list && typed.trim() !== "" ? [Number(index)] : [];
  });
  return [...new Set(indexes)].sort((a, b) => a - b);
}

/** What stands between blanks, commas and semicolons; `undefined` where nothing does. */
export function words(typed: string | undefined): string[] | undefined {
  return some((typed ?? "").split(/[\s、,，;；]+/).filter((word) => word !== ""));
}

function some<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** Without the keys that hold nothing. */
function present(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, one]) => one !== undefined && !(isPlain(one) && Object.keys(one).length === 0),
    ),
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function yamlOf(value: object): string {
  const document = new Document(value);
  document.commentBefore = " 由设置页写成。改完运行 npm run jingmin -- check --config 这个文件";
  if (isMap(document.contents))
    for (const { key } of document.contents.items)
      if (isScalar(key)) key.commentBefore = comments[String(key.value)] ?? null;
  return document.toString({ lineWidth: 0 });
}
