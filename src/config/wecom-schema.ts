import { z } from "zod";
import { approved } from "./approved-schema.ts";

/** The three types of channel on WeCom (企业微信, 政务微信): keys as the admin's pages there name them. */

const word = (what: string) =>
  z
    .string(`要写${what}（加引号）`)
    .regex(/^[\x21-\x7e]+$/, `${what}只有半角的字母、数字和符号，没有空格和换行`);

const corpId = word("企业ID").describe("我的企业 → 企业信息 → 企业ID");
const secret = word("secret");

/** Of a private deployment (政务微信); the public service by default. */
const apiUrl = z
  .url({ protocol: /^https?$/, error: "要写网址，例如 https://政务微信的域名（不带 /cgi-bin）" })
  .refine((url) => !/\/cgi-bin\/?$/.test(url), "不要带 /cgi-bin")
  .optional();

const limit = z.int("要写整数").positive("要大于0");

export function wecomTypes<Name extends z.ZodType<string>, Duration extends z.ZodType<number>>(
  name: Name,
  duration: Duration,
) {
  return [
    z.strictObject({
      name,
      type: z.literal("wecom-bot"),
      botId: word("智能机器人的 botId"),
      secret,
      wsUrl: z
        .url({ protocol: /^wss?$/, error: "要以 ws:// 或 wss:// 开头；公有云的企业微信不用写" })
        .optional(),
      approved,
    }),
    z.strictObject({
      name,
      type: z.literal("wechat-kf"),
      corpId,
      secret,
      openKfId: word("客服账号ID"),
      /** Milliseconds between two looks; beside a callback only in case one is lost. */
      poll: duration.refine((ms) => ms >= 1000 && ms <= 600_000, "要在 PT1S 和 PT10M 之间").optional(),
      callback: z
        .strictObject({
          token: word("回调的 Token"),
          aesKey: z
            .string("要写 EncodingAESKey（加引号）")
            .regex(/^[A-Za-z0-9+/]{43}$/, "EncodingAESKey 是43个字母和数字"),
          /** Behind a proxy on this machine; another address only where the proxy is elsewhere. */
          listen: z
            .string()
            .regex(/^.+:\d+$/, '要写成 "地址:端口"，例如 "127.0.0.1:8097"')
            .refine((listen) => Number(listen.split(":").at(-1)) <= 65535, "端口号从0到65535")
            .default("127.0.0.1:8097"),
        })
        .optional(),
      apiUrl,
      approved,
    }),
    z.strictObject({
      name,
      type: z.literal("wecom-groups"),
      corpId,
      secret,
      /** Broadcasts that one group may get in a day and in a calendar month. */
      perDay: limit.default(1),
      perMonth: limit.optional(),
      apiUrl,
      approved,
    }),
  ] as const;
}
