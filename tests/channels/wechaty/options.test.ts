import { describe, expect, test } from "vitest";
import { isLoopback, readAccess } from "../../../src/channels/wechaty/options.ts";
import { createWechatyChannel } from "../../../src/channels/wechaty/wechaty-channel.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { recordEvents } from "../../contract/channel.ts";

const service = "wechaty-puppet-service";
const cert = "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----";

describe("options of a wechaty channel", () => {
  test("an endpoint on this machine needs no more than a token", async () => {
    const access = await readAccess(service, { endpoint: "127.0.0.1:18788", token: "insecure_x" });
    expect(access).toMatchObject({
      endpoint: "127.0.0.1:18788",
      token: "insecure_x",
      tls: { disable: true },
    });
  });

  test("a token of a Pad or WeCom service is taken as it is, with and without TLS", async () => {
    expect(await readAccess(service, { token: "puppet_padlocal_x" })).toMatchObject({
      tls: { disable: false },
    });
    expect(await readAccess(service, { token: "puppet_workpro_x", tls: { disable: true } })).toMatchObject({
      tls: { disable: true },
    });
  });

  test("another machine is reached with the station's own certificate only", async () => {
    const endpoint = "gateway.example:18788";
    const token = "insecure_x";
    await expect(readAccess(service, { endpoint, token })).rejects.toThrow(/证书/);
    await expect(readAccess(service, { endpoint, token, tls: { disable: true } })).rejects.toThrow(
      /127\.0\.0\.1/,
    );
    await expect(readAccess(service, { endpoint, token, tls: { caCert: "/nowhere.pem" } })).rejects.toThrow(
      /读不到/,
    );
    expect(await readAccess(service, { endpoint, token, tls: { caCert: cert } })).toMatchObject({
      tls: { disable: false, caCert: cert, serverName: "gateway.example" },
    });
  });

  test.each([
    ["no token", { endpoint: "127.0.0.1:1" }, /token/],
    ["a field nobody knows", { token: "t", endpiont: "127.0.0.1:1" }, /有误/],
    ["nothing", undefined, /有误/],
  ])("%s is refused", async (_, options, words) => {
    await expect(readAccess(service, options)).rejects.toThrow(words);
  });

  test("any other puppet is sent to the gateway, by start, in Chinese", async () => {
    const channel = createWechatyChannel({
      name: "wechat",
      puppet: "wechaty-puppet-wechat4u",
      options: { token: "t" },
      clock: systemClock,
      logger: createLogger({ level: "silent", pretty: false }),
    });
    await expect(channel.start(recordEvents({}))).rejects.toThrow(
      /npm run gateway -- --puppet wechaty-puppet-wechat4u/,
    );
    await channel.stop();
  });

  test.each([
    ["127.0.0.1:1", true],
    ["127.8.9.10:1", true],
    ["localhost:1", true],
    ["[::1]:1", true],
    ["0.0.0.0:1", false],
    ["10.0.0.2:1", false],
    ["127.0.0.1.example:1", false],
    ["localhost.example:1", false],
  ])("%s is this machine: %s", (endpoint, expected) => {
    expect(isLoopback(endpoint)).toBe(expected);
  });
});
