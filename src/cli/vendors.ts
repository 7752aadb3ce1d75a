import { type ChannelConfig, type Config, isLoopback } from "../config/config.ts";

/** A service outside this machine that gets something of the station's. */
interface Vendor {
  /** As jingmin.yaml calls it. */
  readonly at: string;
  readonly gets: string;
  readonly approved: string | undefined;
}

/** Each such service has to stand in jingmin.yaml with who allowed it, and when. */
export function vendorWarnings(config: Pick<Config, "channels" | "notify">): string[] {
  return vendorsOf(config)
    .filter(({ approved }) => approved === undefined)
    .map(
      ({ at, gets }) =>
        `${at} 在这台电脑以外，${gets}：请所领导批准，再写上 approved: "谁, 日期"，例如 "张所长, 2026-11-30"`,
    );
}

function vendorsOf({ channels, notify }: Pick<Config, "channels" | "notify">): Vendor[] {
  const vendors: Vendor[] = channels.flatMap((channel) => {
    const approved = "approved" in channel ? channel.approved : undefined;
    return isOutside(channel)
      ? [{ at: `渠道 ${channel.name}`, gets: "居民和民警的话都经过它", approved }]
      : [];
  });
  const { webhook, email } = notify ?? {};
  const url = typeof webhook === "string" ? webhook : webhook?.url;
  if (url !== undefined && !isLocal(url)) {
    const own = typeof webhook === "string" ? undefined : webhook?.approved;
    vendors.push({ at: "notify.webhook", gets: "通知发给它", approved: own ?? notify?.approved });
  }
  if (email && !isLocal(email.smtp))
    vendors.push({ at: "notify.email", gets: "通知发给它", approved: email.approved ?? notify?.approved });
  return vendors;
}

/** A puppet service without an address is looked up at its maker's. */
function isOutside(channel: ChannelConfig): boolean {
  if (channel.type === "wechaty") {
    const { endpoint } = channel.options;
    return typeof endpoint !== "string" || !isLocal(`tcp://${endpoint}`);
  }
  if (channel.type === "wecom-bot") return !isLocal(channel.wsUrl ?? WECOM);
  if (channel.type === "wechat-kf" || channel.type === "wecom-groups")
    return !isLocal(channel.apiUrl ?? WECOM);
  if (channel.type !== "onebot") return false;
  return !isLocal(channel.url ?? `tcp://${channel.listen}`);
}

const WECOM = "https://qyapi.weixin.qq.com";

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  return isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ""));
}
