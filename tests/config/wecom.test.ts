import { describe, expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../src/config/config.ts";

/** `env:NAME` stands for `${NAME}`. */
const read = (channels: string) =>
  parseConfig(
    `station: { name: 光明路派出所 }\nchannels:\n${channels.replace(/env:(\w+)/g, '"$${$1}"')}\ndata: ./data\nalerts: ./alerts\n`,
    "/station/jingmin.yaml",
    { SECRET: "from-the-environment" },
  );

const faultsOf = (channels: string): string[] => {
  try {
    read(channels);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ line, message }) => `${line} ${message}`);
    throw error;
  }
  return [];
};

describe("channels on WeCom in jingmin.yaml", () => {
  test("the three types with what each needs; the rest has defaults", () => {
    const { channels } = read(
      [
        "  - { name: wecom, type: wecom-bot, botId: bot1, secret: env:SECRET }",
        "  - { name: kf, type: wechat-kf, corpId: ww1, secret: env:SECRET, openKfId: wk1, poll: PT5S }",
        "  - { name: wgroups, type: wecom-groups, corpId: ww1, secret: env:SECRET }",
      ].join("\n"),
    );
    expect(channels).toMatchObject([
      { botId: "bot1", secret: "from-the-environment" },
      { openKfId: "wk1", poll: 5000 },
      { perDay: 1 },
    ]);
  });

  test("a private deployment has addresses of its own", () => {
    const { channels } = read(
      [
        "  - { name: wecom, type: wecom-bot, botId: b, secret: s, wsUrl: 'wss://zw.example.gov.cn/ws' }",
        "  - { name: g, type: wecom-groups, corpId: w, secret: s, apiUrl: 'https://zw.example.gov.cn', perDay: 2, perMonth: 4 }",
      ].join("\n"),
    );
    expect(channels).toMatchObject([
      { wsUrl: "wss://zw.example.gov.cn/ws" },
      { apiUrl: "https://zw.example.gov.cn", perDay: 2, perMonth: 4 },
    ]);
  });

  test("every fault is said with its line and what is allowed", () => {
    expect(
      faultsOf(
        [
          "  - { name: a, type: wecom-bot, botId: 'b b', wsUrl: 'https://x' }",
          "  - { name: b, type: wechat-kf, corpId: w, secret: s, openKfId: k, poll: PT1H, callback: { token: t, aesKey: short } }",
          "  - { name: c, type: wecom-groups, corpId: w, secret: s, perDay: 0, apiUrl: 'https://x/cgi-bin' }",
        ].join("\n"),
      ),
    ).toEqual([
      expect.stringMatching(/^3 channels\.0\.botId .*半角/),
      expect.stringMatching(/^3 channels\.0\.secret 要写secret/),
      expect.stringMatching(/^3 channels\.0\.wsUrl .*wss:\/\//),
      expect.stringMatching(/^4 channels\.1\.poll .*PT10M/),
      expect.stringMatching(/^4 channels\.1\.callback\.aesKey .*43/),
      expect.stringMatching(/^5 channels\.2\.perDay .*大于0/),
      expect.stringMatching(/^5 channels\.2\.apiUrl .*cgi-bin/),
    ]);
  });
});
