import { type ChannelConfig, type Config, isLoopback } from "../config/config.ts";

type Kf = Extract<ChannelConfig, { type: "wechat-kf" }>;

/** The documents call the limit without a callback strict, and do not say what it is. */
const OFTEN = 5000;

/** What of 微信客服 can be read and is probably not meant. */
export function kfWarnings({ channels, offices }: Pick<Config, "channels" | "offices">): string[] {
  const accounts = channels.filter((channel): channel is Kf => channel.type === "wechat-kf");
  const warnings = accounts.flatMap(({ name, corpId, openKfId, poll, callback }) => [
    ...(corpId.startsWith("ww") || corpId.startsWith("wx")
      ? []
      : [`渠道 ${name} 的 corpId 一般以 ww 开头：请核对「我的企业 → 企业信息」里的企业ID`]),
    ...(openKfId.startsWith("wk")
      ? []
      : [`渠道 ${name} 的 openKfId 一般以 wk 开头：写的是客服账号的ID，不是它的名字`]),
    ...(!callback && poll !== undefined && poll < OFTEN
      ? [
          `渠道 ${name} 没有回调，${poll / 1000}秒问一次太勤，会被企业微信拦（45009）：请写 PT5S 以上，或用 callback`,
        ]
      : []),
    ...(callback && !isLoopback(callback.listen.replace(/:\d+$/, "").replace(/^\[|\]$/g, ""))
      ? [`渠道 ${name} 的回调听在 ${callback.listen}，别的电脑也连得上：没有代理在别处，就不要写 listen`]
      : []),
  ]);
  const isTwice = new Set(accounts.map(({ openKfId }) => openKfId)).size < accounts.length;
  return [
    ...warnings,
    ...(isTwice ? ["两个微信客服渠道写了同一个 openKfId：同一句话会登记两次"] : []),
    ...(accounts.length > 0 && offices.length === 0
      ? ["有微信客服，没有写 offices：海报上的码分不出警务室"]
      : []),
  ];
}
