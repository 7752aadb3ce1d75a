import { z } from "zod";
import { groupKinds, groupMembers } from "../domain/groups.ts";
import { roles } from "../domain/people.ts";
import { parseDays, parseHours, type Shift } from "../domain/shifts.ts";
import { cronFault } from "../lib/cron.ts";
import { durationMs } from "../lib/time.ts";
import { approved } from "./approved-schema.ts";
import { deadlines, promise } from "./deadlines-schema.ts";
import { retention } from "./retention-schema.ts";
import { routing } from "./routing-schema.ts";
import { wecomTypes } from "./wecom-schema.ts";

/** jingmin.yaml as DESIGN section 4 has it; messages are Chinese because operators read them. */

const name = z.string("要写文字").trim().min(1, "不能为空");

/** By which people speak of a person or an office: numbers and signs name nobody. */
const sayable = name.regex(/\p{L}/u, "要有字，不能只是数字或符号");

/** Relative to the file, or whole; `~` and `file:` are read by shells and browsers only. */
const path = name.regex(
  /^(?!~|[a-z]+:\/\/)/i,
  "要写文件夹的路径，例如 ./data 或 D:/jingmin/data（~ 和 file:// 认不出）",
);

const web = z.url({ protocol: /^https?$/, error: "要写网址，以 http:// 或 https:// 开头" });

const duration = z
  .string("要写时长，例如 PT5M（5分钟）、PT2H（2小时）、PT0S（不用）")
  .transform((iso, ctx) => {
    const ms = durationMs(iso);
    if (ms === undefined) {
      ctx.addIssue({ code: "custom", message: "不是时长；例如 PT5M（5分钟）、PT2H（2小时）、PT0S（不用）" });
      return z.NEVER;
    }
    return ms;
  });

/** IANA names only: `CST` is a zone to Node.js, but that of Chicago. */
const timezone = name.refine((zone) => {
  try {
    new Intl.DateTimeFormat("zh-CN", { timeZone: zone });
    return zone === "UTC" || zone.includes("/");
  } catch {
    return false;
  }
}, "没有这个时区，要写「洲/城市」：中国写 Asia/Shanghai（CST、PRC 这样的缩写会被当成别国的时间）");

const cron = name.superRefine((expression, ctx) => {
  const message = cronFault(expression);
  if (message) ctx.addIssue({ code: "custom", message });
});

/** `qq:10001`: channel name, colon, the network's id. */
const writtenAddress = z
  .string('要写成 "渠道名:号码"，例如 "qq:10001"')
  .regex(/^[^:\s]+:\S+$/, '要写成 "渠道名:号码"，例如 "qq:10001"（半角冒号）');

const channelName = name.regex(/^[a-z][a-z0-9_-]*$/, "渠道名只用小写字母、数字、- 和 _，字母开头");

const channel = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ name: channelName, type: z.literal("local") }),
    z.strictObject({ name: channelName, type: z.literal("manual") }),
    z
      .strictObject({
        name: channelName,
        type: z.literal("onebot"),
        url: z
          .string()
          .regex(/^wss?:\/\//, "要以 ws:// 或 wss:// 开头")
          .refine(
            (url) => URL.canParse(url) && new URL(url).hash === "",
            "不是网址，例如 ws://127.0.0.1:3001（半角冒号）",
          )
          .optional(),
        listen: z
          .string()
          .regex(/^.+:\d+$/, '要写成 "地址:端口"，例如 "127.0.0.1:8095"')
          .refine((listen) => Number(listen.split(":").at(-1)) <= 65535, "端口号从0到65535")
          .optional(),
        token: z
          .string()
          .regex(/^[\x21-\x7e]+$/, "只用半角的字母、数字和符号，不要空格和换行")
          .optional(),
        /** How many friends the account may have; the least that an account is given unless it is said. */
        friendLimit: z.int("要写整数").positive("要大于0").default(500),
        approved,
      })
      .refine((c) => (c.url === undefined) !== (c.listen === undefined), "url（正向）和 listen（反向）写一个")
      .refine((c) => c.listen === undefined || c.token !== undefined, "反向连接（listen）必须写 token"),
    z.strictObject({
      name: channelName,
      type: z.literal("wechaty"),
      puppet: z.literal(
        "wechaty-puppet-service",
        "只能是 wechaty-puppet-service，别的写在网关那边（npm run gateway -- --puppet 名字）",
      ),
      options: z.looseObject(
        { token: z.string("要写网关的 token").min(1, "不能为空") },
        "要写 options.token",
      ),
      approved,
    }),
    ...wecomTypes(channelName, duration),
  ],
  "type 只能是 local、onebot、wechaty、manual、wecom-bot、wechat-kf、wecom-groups",
);

const budget = z.strictObject({
  perMinute: z.int("要写整数").positive("要大于0"),
  perDay: z.int("要写整数").positive("要大于0"),
  gap: duration,
});

const office = z.union(
  [
    sayable.transform((n) => ({ name: n, places: [] as string[] })),
    z.strictObject({ name: sayable, places: z.array(name).default([]) }),
  ],
  "写警务室的名字，或 { name: 名字, places: [路名, 小区名] }",
);

const officer = z.strictObject({
  name: sayable,
  role: z.enum(roles, `role 只能是 ${roles.join("、")}`),
  office: name.optional(),
  unit: name.optional(),
  /** Topics of alerts that this officer may approve, beside the leaders. */
  approves: z.array(name).default([]),
  accounts: z.array(writtenAddress).default([]),
});

const group = z
  .strictObject({
    address: writtenAddress.optional(),
    match: z.strictObject({ channel: channelName, name }).optional(),
    name: name.optional(),
    office: name.optional(),
    unit: name.optional(),
    members: z
      .enum(
        groupMembers,
        "members 只能是 residents（居民）、hotel（旅馆）、rental（房东）、guards（保安）、school（学校）、shop（商户）",
      )
      .optional(),
    topics: z.array(name).default([]),
    kind: z.enum(groupKinds, "kind 只能是 community（居民群）或 officers（民警群）").default("community"),
  })
  .refine((g) => (g.address === undefined) !== (g.match === undefined), "address 和 match 写一个");

const shift = z
  .strictObject({
    days: z.string("要写哪几天，例如 周一-周五、周六、每天、工作日、休息日").default("每天"),
    hours: z.string('要写几点到几点，例如 "08:00-18:00"'),
    name: sayable,
  })
  .transform(({ days, hours, name }, ctx): Shift => {
    const [onDays, times] = [parseDays(days), parseHours(hours)];
    if (!onDays) {
      const message = "认不出是哪几天，要写 周一-周五、周六、周日、每天、工作日、休息日";
      ctx.addIssue({ code: "custom", path: ["days"], message });
    }
    if (!times) {
      const message = '要写成 "08:00-18:00"；跨夜写 "18:00-08:00"，整天写 "08:00-08:00"';
      ctx.addIssue({ code: "custom", path: ["hours"], message });
    }
    return onDays && times ? { days: onDays, ...times, name } : z.NEVER;
  });

export const configSchema = z.strictObject({
  station: z.strictObject({
    name,
    timezone: timezone.default("Asia/Shanghai"),
    /** The number that takes emergency texts (12110 and the area code). */
    sms110: z
      .string('号码要加引号，例如 "12110375"')
      .regex(/^12110\d{0,4}$/, '12110 加区号，例如 "12110375"')
      .default("12110"),
    /** The station's own telephone, told to residents when the bot cannot keep what they say. */
    phone: z.string('号码要加引号，例如 "0375-1234567"').optional(),
    /** Name of the officer who, beside leaders, allows that an officer learns who reported. */
    custodian: name.optional(),
    promise: promise.optional(),
  }),
  offices: z.array(office).default([]),
  units: z.array(name).default([]),
  channels: z.array(channel).min(1, "至少写一个渠道"),
  officers: z.array(officer).default([]),
  groups: z.array(group).default([]),
  /** Who is on duty when; without it the dispatchers always are, unless chat says who. */
  duty: z.array(shift).default([]),
  web: z
    .strictObject({
      host: name.default("127.0.0.1"),
      port: z.int("要写端口号").min(0, "端口号从0到65535").max(65535, "端口号从0到65535").default(8080),
      publicUrl: z.url("要写网址，例如 http://127.0.0.1:8080").optional(),
      /** A proxy in front says whose request it is. */
      trustProxy: z.boolean("要写 true 或 false").default(false),
      /** Officers' pages over plain HTTP to other machines: whoever listens in reads along. */
      insecure: z.boolean("要写 true 或 false").default(false),
      /** What the station tells everybody is also there for those outside its groups: `/alerts.cap`. */
      public: z.boolean("要写 true 或 false").default(false),
    })
    .prefault({}),
  sending: z
    .strictObject({
      /** `off`: at any hour. */
      quietHours: z
        .string()
        .regex(
          /^(?:([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d|off)$/,
          '要写成 "22:00-07:00"，不要静音就写 off',
        )
        .refine(
          (hours) => hours === "off" || hours.slice(0, 5) !== hours.slice(6),
          '开始和结束是同一个时刻，等于没有静音时段；要写成 "22:00-07:00"，不要静音就写 off',
        )
        .default("22:00-07:00"),
      catchUp: duration.prefault("PT2H"),
      budget: z.record(z.string(), budget).default({}),
    })
    .prefault({}),
  intake: z
    .strictObject({
      appendWindow: duration.prefault("PT5M"),
      perMinute: z.int("要写整数").positive("要大于0").default(10),
    })
    .prefault({}),
  /** When officers see tomorrow's alerts. */
  preview: z
    .string('要写成 "18:00"，加引号')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, '要写成 "18:00"')
    .default("18:00"),
  /** Whether who says 「解决了」 is asked 满意、一般、不满意. */
  rating: z.boolean("要写 true 或 false").default(false),
  data: path,
  alerts: path,
  /** The folder of questions and answers; where there is none, none is answered. */
  handbook: path.default("./handbook"),
  /** The folder of the station's ledgers; where there is none, none is kept. */
  ledgers: path.default("./ledgers"),
  keyFile: path.default("./jingmin.key"),
  backup: z
    .strictObject({
      dir: path,
      cron: cron.default("0 23 * * *"),
      keep: z.int("要写整数").positive("要大于0").default(14),
      /** What backups and exports are encrypted with, best from the environment. */
      passphrase: z.string("口令要加引号").min(12, "口令至少12个字").optional(),
      /** Or for whose key: who keeps the secret one alone opens them. */
      recipient: z
        .string()
        .regex(/^age1[a-z0-9]{20,}$/, "要写 age1 开头的公钥")
        .optional(),
    })
    .optional(),
  deadlines,
  routing,
  retention,
  notify: z
    .strictObject({
      webhook: z
        .union(
          [web, z.strictObject({ url: web, approved })],
          "要写网址，或 { url: 网址, approved: 谁, 日期 }",
        )
        .optional(),
      email: z
        .strictObject({
          smtp: z.string(),
          from: z.string(),
          to: z.union([z.string(), z.array(z.string())]),
          approved,
        })
        .optional(),
      /** For both. */
      approved,
    })
    .optional(),
});

export type ChannelConfig = z.output<typeof channel>;
export type GroupConfig = z.output<typeof group>;
export type StationConfig = z.output<typeof configSchema>;
