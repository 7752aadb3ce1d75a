import { createTransport } from "nodemailer";
import type { Logger } from "../lib/logger.ts";

/** `notify:` of jingmin.yaml: ways to reach the admins when no chat works. */
export interface NotifyConfig {
  readonly webhook?: string | { readonly url: string } | undefined;
  /** `smtp`: a URL such as `smtps://user:password@smtp.example.com`. */
  readonly email?:
    | { readonly smtp: string; readonly from: string; readonly to: string | readonly string[] }
    | undefined;
}

/** Sends a text by all configured ways; true if at least one took it. Never rejects. */
export type Notifier = (text: string) => Promise<boolean>;

const PATIENCE_MS = 10_000;

/** Addresses and passwords in `config` are secret: never log them. */
export function createNotifier(config: NotifyConfig | undefined, logger: Logger): Notifier {
  const ways: [name: string, send: (text: string) => Promise<void>][] = [];
  if (config?.webhook !== undefined) {
    const url = typeof config.webhook === "string" ? config.webhook : config.webhook.url;
    ways.push(["webhook", (text) => post(url, text)]);
  }
  if (config?.email) {
    const { email } = config;
    ways.push(["email", (text) => mail(email, text)]);
  }
  return async (text) => {
    const results = await Promise.all(
      ways.map(async ([way, send]) => {
        try {
          await send(text);
          return true;
        } catch (error) {
          logger.error(
            { way, fault: error instanceof Error ? error.name : "unknown" },
            "a notification to the admins failed",
          );
          return false;
        }
      }),
    );
    return results.includes(true);
  };
}

/** The body is what the robots of WeCom and DingTalk (`msgtype`) and of Feishu (`msg_type`) each take as a text. */
async function post(webhook: string, text: string): Promise<void> {
  const body = { msgtype: "text", text: { content: text }, msg_type: "text", content: { text } };
  const answer = await fetch(webhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
}

async function mail({ smtp, from, to }: NonNullable<NotifyConfig["email"]>, text: string): Promise<void> {
  const timeouts = {
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  };
  const transport = createTransport({ ...timeouts, url: smtp });
  try {
    await transport.sendMail({ from, to: [to].flat(), subject: `警民小助手：${text.split("\n")[0]}`, text });
  } finally {
    transport.close();
  }
}
