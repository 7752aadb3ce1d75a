import { expect, test } from "vitest";
import { kfWarnings } from "../../src/cli/kf-warnings.ts";
import { parseConfig } from "../../src/config/config.ts";
import { callbackKeys } from "../support/kf-peer.ts";

const { token, aesKey } = callbackKeys;

function warned(of: object, more: object = {}, ...others: object[]): string[] {
  const kf = { name: "kf", type: "wechat-kf", corpId: "ww1", secret: "s", openKfId: "wk1", ...of };
  const yaml = {
    station: { name: "光明路派出所" },
    offices: ["体育场警务室"],
    channels: [kf, ...others.map((other) => ({ ...kf, ...other }))],
    data: "./data",
    alerts: "./alerts",
    ...more,
  };
  return kfWarnings(parseConfig(JSON.stringify(yaml), "jingmin.yaml", {}));
}

test.each([
  [{}, []],
  [{ poll: "PT5S" }, []],
  [{ callback: { token, aesKey } }, []],
  [{ callback: { token, aesKey, listen: "[::1]:8097" }, poll: "PT1S" }, []],
  [{ corpId: "abc" }, [/corpId 一般以 ww 开头/]],
  [{ openKfId: "kf001" }, [/openKfId 一般以 wk 开头/]],
  [{ poll: "PT1S" }, [/1秒问一次太勤/]],
  [{ callback: { token, aesKey, listen: "0.0.0.0:8097" } }, [/别的电脑也连得上/]],
])("%j is said to be looked at where it is probably not meant", (of, wanted) => {
  expect(warned(of)).toEqual(wanted.map((one) => expect.stringMatching(one)));
});

test("one account in two channels, and no office for a poster, are said", () => {
  expect(warned({}, {}, { name: "kf2" })).toEqual([expect.stringContaining("同一个 openKfId")]);
  expect(warned({}, { offices: [] })).toEqual([expect.stringContaining("没有写 offices")]);
});
