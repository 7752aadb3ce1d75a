import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UserFacingError } from "../../domain/errors.ts";

const schema = z.strictObject({
  /** `host:port` of the gateway; without it the token is looked up at Wechaty's discovery service. */
  endpoint: z.string().min(1).optional(),
  token: z.string().min(1),
  authority: z.string().min(1).optional(),
  tls: z
    .strictObject({
      /** PEM text, or the path of a PEM file. */
      caCert: z.string().min(1).optional(),
      serverName: z.string().min(1).optional(),
      disable: z.boolean().optional(),
    })
    .optional(),
  /** Set for puppets that can accept room invitations (Pad, WeCom); wechat4u cannot. */
  acceptInvite: z.boolean().optional(),
});

/** What `new PuppetService(…)` takes of ours. */
export interface PuppetAccess {
  readonly endpoint?: string;
  readonly token: string;
  readonly authority?: string;
  readonly tls?: { caCert?: string; serverName?: string; disable?: boolean };
}

/** Whether the puppet behind these options is said to accept invitations; also for options that turn out wrong. */
export function canAcceptInvite(options: unknown): boolean {
  return (options as { acceptInvite?: unknown } | undefined)?.acceptInvite === true;
}

/**
 * Checks `puppet` and `options` of a `wechaty` channel. Without TLS only on loopback; elsewhere the station's own
 * certificate, because the private key of the one in wechaty-puppet-service is public.
 * @throws UserFacingError naming what is wrong
 */
export async function readAccess(puppet: string, options: unknown): Promise<PuppetAccess> {
  if (puppet !== "wechaty-puppet-service") {
    throw new UserFacingError(
      `puppet 只能是 wechaty-puppet-service；${puppet} 请放进网关进程（npm run gateway -- --puppet ${puppet}）`,
    );
  }
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => issue.path.join(".") || issue.code).join("、");
    throw new UserFacingError(`wechaty 渠道的 options 有误：${faults}`);
  }
  const { endpoint, token, authority, tls = {} } = parsed.data;
  const loopback = endpoint !== undefined && isLoopback(endpoint);
  const plain = tls.disable ?? (loopback && !tls.caCert);
  if (endpoint && !loopback && plain) {
    throw new UserFacingError("不加密（tls.disable）只能用于本机 127.0.0.1 的网关");
  }
  if (endpoint && !loopback && !tls.caCert) {
    throw new UserFacingError("网关不在本机时，options.tls.caCert 要写自己的证书（随包证书的私钥是公开的）");
  }
  return {
    token,
    ...(endpoint ? { endpoint } : {}),
    ...(authority ? { authority } : {}),
    tls: {
      disable: plain,
      ...(tls.caCert ? { caCert: await pem(tls.caCert) } : {}),
      ...serverName(tls.serverName, endpoint),
    },
  };
}

/** Whether `host:port` names this machine. */
export function isLoopback(endpoint: string): boolean {
  const host = endpoint.replace(/:\d+$/, "");
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Without a name the library takes the prefix of the token, which is right for its public certificate only. */
function serverName(given: string | undefined, endpoint: string | undefined) {
  const name = given ?? endpoint?.replace(/:\d+$/, "");
  return name ? { serverName: name } : {};
}

async function pem(value: string): Promise<string> {
  if (value.includes("-----BEGIN")) return value;
  return readFile(value, "utf8").catch(() => {
    throw new UserFacingError(`读不到证书文件：${value}`);
  });
}
