/** zh-CN phrases that are used twice or more. */

export const privacySentence = "您的身份对外保密，仅本所经授权人员可查看。";
export const neverAsks = "我不会找您要钱、要验证码。";
/** Said where whoever told a report has no account that the bot could write to. */
export const callThem = "对方没有号，机器人发不了，请打电话或当面告诉。";
/** Why a message waits until its resident writes again, by the reason in its row. */
export const waitReasons = {
  hiding: "对方可能不便看手机，等他再发消息时转达。",
  window: "超过48小时，等对方再发消息。",
  spent: "微信客服一次只让回五条，已用完，等对方再发消息。",
  "no-address": "眼下联系不上对方的号，等他再发消息时转达。急事请换个办法联系。",
};
export const notFound = (number: string) => `没有找到 ${number}。发「/列表」看手上的。`;
