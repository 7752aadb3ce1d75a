/** Why a delivery did not go out, or is in doubt, by the fixed words of `DeliveryError.reason` and of the outbox. */
export const refusalWords: Readonly<Record<string, string>> = {
  offline: "账号掉线",
  timeout: "没有回音",
  muted: "被禁言",
  removed: "不在群里",
  "stale-epoch": "群号变了",
  "risk-control": "被风控",
  unsupported: "发不了",
  rejected: "被拒绝",
  manual: "要手工发",
  interrupted: "发到一半重启",
  unconfirmed: "群没确认",
  withdrawn: "已撤下",
  "no-channel": "没有这个渠道",
  "not-arrived": "看过，没到",
  "only-urgent": "只要急的",
  "day-routine": "今天已有日常提示",
  "day-full": "今天已有两条",
  "awaits-owner": "群主在企业微信里点一下才发",
  "owner-silent": "群主没有点",
  "group-limit": "企业微信给这个群的次数用完了",
};

/** How the state is called where the group's owner has to send what was handed to them. */
export const AWAITS_OWNER = "等群主点";
