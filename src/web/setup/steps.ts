import { DATA, GATEWAY } from "../../config/written-station.ts";

/** One thing that is asked for. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** `secret`: hidden while it is typed, and never written into the file. */
  readonly kind: "line" | "words" | "secret" | "choice";
  readonly choices?: readonly (readonly [value: string, label: string])[];
  /** Or what was filled in elsewhere: names of lists, of their first column, and of fields of several words. */
  readonly from?: readonly string[];
  /** What stands there before anybody typed. */
  readonly usual?: string;
}

/** The same asked of several: officers, groups. */
export interface Rows {
  readonly list: string;
  readonly label: string;
  /** An example of a line that is pasted. */
  readonly paste?: string;
  readonly columns: readonly Field[];
}

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly intro: string;
  readonly asks: readonly (Field | Rows)[];
  /** What may be tried from this page. */
  readonly tries?: "qq" | "wechat";
}

const roles = [
  ["", "（选）"],
  ["officer", "民警"],
  ["dispatcher", "值班"],
  ["leader", "所领导"],
  ["auditor", "审计"],
  ["admin", "管理员"],
] as const;

const PLACES = ["offices", "units"];

/** The pages of the set-up, in their order. */
export const steps: readonly Step[] = [
  {
    id: "station",
    title: "本所",
    intro: "只有所名必填，别的以后也能改。",
    asks: [
      { name: "name", label: "所名", kind: "line", hint: "例如 光明路派出所" },
      { name: "phone", label: "所里电话", kind: "line", hint: "记不下消息时告诉居民" },
      { name: "sms110", label: "短信报警号码", kind: "line", hint: "12110加区号，例如 12110375" },
      { name: "timezone", label: "时区", kind: "line", usual: "Asia/Shanghai" },
    ],
  },
  {
    id: "offices",
    title: "警务室",
    intro: "居民说到哪条路、哪个小区，就分给哪个警务室。不要的一行，把格子清空。",
    asks: [
      {
        list: "offices",
        label: "警务室",
        paste: "体育场警务室：体育场、建设路",
        columns: [
          { name: "name", label: "警务室", kind: "line" },
          { name: "places", label: "管哪些路、小区", kind: "words", hint: "用顿号隔开" },
        ],
      },
      { name: "units", label: "大队、室", kind: "words", hint: "用顿号隔开，例如 治安大队、交巡大队" },
    ],
  },
  {
    id: "qq",
    title: "接QQ",
    intro: "所里的QQ号登录在 NapCat 里（见 docs/operations/qq.md），机器人连它。没有就选「不接」。",
    tries: "qq",
    asks: [
      {
        name: "qq",
        label: "怎么接",
        kind: "choice",
        usual: "none",
        choices: [
          ["none", "不接"],
          ["forward", "正向：机器人去连 NapCat（推荐）"],
          ["reverse", "反向：NapCat 来连机器人"],
        ],
      },
      {
        name: "qqUrl",
        label: "正向的地址",
        kind: "line",
        usual: "ws://127.0.0.1:3001",
        hint: "选了正向才用",
      },
      {
        name: "qqListen",
        label: "反向在哪里等",
        kind: "line",
        usual: "127.0.0.1:8095",
        hint: "选了反向才用",
      },
      { name: "qqToken", label: "口令（token）", kind: "secret", hint: "和 NapCat 里填的一样；反向必填" },
      {
        name: "qqApproved",
        label: "谁批的",
        kind: "line",
        hint: "NapCat 在别的电脑上才填，例如 张所长, 2026-12-01",
      },
    ],
  },
  {
    id: "wechat",
    title: "接微信",
    intro:
      "个人微信走网关：另开一个窗口运行 npm run gateway -- --puppet wechaty-puppet-wechat4u，再按「看一看」扫码。企业微信以后在文件里加，见 docs/operations/wecom.md。",
    tries: "wechat",
    asks: [
      {
        name: "wechat",
        label: "怎么接",
        kind: "choice",
        usual: "none",
        choices: [
          ["none", "不接"],
          ["gateway", "个人微信，经网关"],
        ],
      },
      { name: "wechatEndpoint", label: "网关的地址", kind: "line", usual: GATEWAY },
      {
        name: "wechatToken",
        label: "口令（token）",
        kind: "secret",
        hint: "和网关的一样：设过 WECHATY_TOKEN 的填它，没设过的在 data-gateway 文件夹的 token 文件里，用记事本打开",
      },
    ],
  },
  {
    id: "people",
    title: "人员",
    intro: "至少写一位所领导和一位管理员。账号不知道的空着，以后用绑定码绑。",
    asks: [
      {
        list: "officers",
        label: "民警",
        paste: "王建国 民警 体育场警务室 10001",
        columns: [
          { name: "name", label: "姓名", kind: "line" },
          { name: "role", label: "角色", kind: "choice", choices: roles },
          { name: "office", label: "在哪里", kind: "choice", from: PLACES },
          { name: "account", label: "QQ号", kind: "line", hint: "可以空着" },
        ],
      },
      {
        name: "custodian",
        label: "身份保管人",
        kind: "line",
        hint: "上面一位的姓名：除所领导外，由他同意谁可以知道反映人是谁。只有一位所领导的所要写",
      },
    ],
  },
  {
    id: "groups",
    title: "群",
    intro:
      "机器人只往这里写了的、或有人在群里确认过的群发。QQ群写群号，微信群写群名（一字不差）。在「接QQ」「接微信」试通了的，它在的群列在下面。",
    asks: [
      {
        list: "groups",
        label: "群",
        columns: [
          { name: "id", label: "群号或群名", kind: "line" },
          { name: "office", label: "归哪里", kind: "choice", from: PLACES },
          {
            name: "kind",
            label: "什么群",
            kind: "choice",
            choices: [
              ["", "居民群"],
              ["hotel", "旅馆群"],
              ["rental", "房东群"],
              ["school", "学校家长群"],
              ["shop", "商户群"],
              ["guards", "保安群"],
              ["officers", "民警群（只有民警）"],
            ],
          },
          { name: "topics", label: "话题", kind: "words", hint: "例如 治安防范" },
        ],
      },
    ],
  },
  {
    id: "times",
    title: "时间",
    intro: "急件先叫当班的；没有排班就叫所有「值班」。每天几点发什么在 alerts/schedule.yaml，下面列着。",
    asks: [
      {
        list: "duty",
        label: "排班",
        columns: [
          { name: "name", label: "姓名", kind: "choice", from: ["officers"] },
          { name: "days", label: "哪几天", kind: "line", hint: "周一-周五、每天、工作日" },
          { name: "hours", label: "几点到几点", kind: "line", hint: "08:00-18:00；跨夜 18:00-08:00" },
        ],
      },
      { name: "preview", label: "晚上几点看明天的提示", kind: "line", usual: "18:00" },
      { name: "quiet", label: "夜里几点到几点不打扰", kind: "line", usual: "22:00-07:00" },
    ],
  },
  {
    id: "keeping",
    title: "留存和备份",
    intro: "备份放在另一块盘上，用口令加密。口令记在保险柜里：丢了，备份谁也打不开。",
    asks: [
      {
        name: "retention",
        label: "反映留多久",
        kind: "choice",
        choices: [
          ["", "照常：咨询90天，投诉3年，别的1年"],
          ["short", "短一些：线索、建议、求助半年"],
        ],
      },
      {
        name: "backup",
        label: "备份到哪个文件夹",
        kind: "line",
        hint: "例如 E:/备份、/mnt/usb/jingmin；空着不备份",
      },
      { name: "passphrase", label: "备份口令", kind: "secret", hint: "至少12个字" },
      {
        name: "data",
        label: "数据放在哪个文件夹",
        kind: "line",
        usual: DATA,
        hint: "不能用演示站的 ./data",
      },
      { name: "alerts", label: "提示的文件夹", kind: "line", usual: "./alerts" },
      { name: "port", label: "网页端口", kind: "line", usual: "8080" },
      { name: "publicUrl", label: "民警从什么网址打开网页", kind: "line", hint: "只在这台电脑上看的空着" },
    ],
  },
];

export function isRows(asked: Field | Rows): asked is Rows {
  return "list" in asked;
}

/** Whether a name of a field belongs to a page. */
export function holdsField({ asks }: Step, name: string): boolean {
  return asks.some((one) =>
    isRows(one)
      ? new RegExp(`^${one.list}\\.\\d{1,3}\\.(?:${one.columns.map((c) => c.name).join("|")})$`).test(name)
      : one.name === name,
  );
}
