import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { mock, PuppetMock } from "wechaty-puppet-mock";
import { serveGateway } from "../../src/channels/wechaty-gateway/gateway.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { freePort } from "../support/free-port.ts";
import { TOKEN } from "../support/puppet-rig.ts";
import { openSetup, setupBrowser } from "../support/setup-rig.ts";

vi.setConfig({ testTimeout: 30_000 });

/** A real gateway whose account a mock holds. */
async function gateway() {
  const mocker = new mock.Mocker();
  const puppet = new PuppetMock({ mocker });
  const data = await mkdtemp(join(tmpdir(), "gateway-"));
  const endpoint = `127.0.0.1:${await freePort()}`;
  const served = await serveGateway({
    puppet,
    data,
    listen: endpoint,
    token: TOKEN,
    pagePort: 0,
    logger: createLogger({ level: "silent", pretty: false }),
    giveUp: () => {},
    print: () => {},
  });
  onTestFinished(async () => {
    await served.stop();
    await puppet.stop();
    await rm(data, { recursive: true });
  });
  return { mocker, endpoint, page: served.pageUrl };
}

async function wizard(gatewayPage: string) {
  const { url } = await openSetup({ gatewayPage, clock: systemClock });
  const page = setupBrowser(url);
  await page.post("/", { code: "CODE2345" });
  const look = async (form: Record<string, string>) => {
    const { html } = await page.post("/wechat", { wechat: "gateway", ...form, go: "try" });
    const [, said = ""] = /role="status">([^<]*)/.exec(html) ?? [];
    return { said, html };
  };
  return { page, look };
}

test("the gateway's code is shown, then what stands between it and the bot, then the groups to choose from", async () => {
  const { mocker, endpoint, page: gatewayPage } = await gateway();
  const { page, look } = await wizard(gatewayPage);
  expect((await look({ wechat: "none" })).said).toContain("先在上面选");
  expect((await look({ wechatEndpoint: endpoint })).said).toContain("正在取二维码");
  mocker.scan("https://login.weixin.qq.com/l/abc");
  const scanned = await look({});
  expect(scanned.said).toContain("扫码");
  expect(scanned.html).toMatch(/<img src="data:image\/svg\+xml;base64,[^"]+" alt="登录二维码"/);

  const bot = mocker.createContact({ name: "警民小助手" });
  mocker.login(bot);
  mocker.createRoom({ topic: "体育场警务室警民群", memberIdList: [bot.id] });
  expect((await look({})).said).toContain("data-gateway");
  expect((await look({ wechatToken: TOKEN.replace("3f", "4f") })).said).toContain("口令不对");
  const connected = await look({ wechatToken: TOKEN });
  expect(connected.said).toBe("连上了：微信已经登录，在1个群里。");
  expect(connected.html).not.toContain("<img");

  await page.post("/station", { name: "光明路派出所" });
  await page.post("/offices", { "offices.0.name": "体育场警务室" });
  expect((await page.get("/groups")).html).toContain('name="pick" value="体育场警务室警民群"');
  await page.post("/groups", { pick: "体育场警务室警民群", go: "add" });
  await page.post("/groups", { "groups.0.office": "体育场警务室" });
  const { html } = await page.get("/finish");
  expect(html).toMatch(/match:\s+channel: wechat\s+name: 体育场警务室警民群\s+office: 体育场警务室/);
  expect(html).toMatch(/token: \$\{WECHATY_TOKEN\}/);
  expect(html).not.toContain(TOKEN);
});

test("a group that the account is not in is not taken from a forged form", async () => {
  const { page } = await wizard("http://127.0.0.1:1/");
  await page.post("/groups", { pick: "别的群", go: "add" });
  expect((await page.get("/groups")).html).not.toContain("别的群");
});

test("no gateway, another program in its place, and one that is elsewhere without a certificate are told apart", async () => {
  const other = createServer((_, answer) => answer.end("hello"));
  await new Promise<void>((up) => other.listen(0, "127.0.0.1", up));
  onTestFinished(() => void other.close());
  const gone = await wizard(`http://127.0.0.1:${await freePort()}/`);
  expect((await gone.look({})).said).toMatch(/网关没有开.*npm run gateway/);
  const wrong = await wizard(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  expect((await wrong.look({})).said).toContain("是别的程序");
  const far = await gone.look({ wechatEndpoint: "192.168.1.2:18788", wechatToken: TOKEN });
  expect(far.said).toContain("证书");

  const { mocker, page } = await gateway();
  mocker.login(mocker.createContact());
  const elsewhere = await wizard(page);
  const closed = await elsewhere.look({
    wechatEndpoint: `127.0.0.1:${await freePort()}`,
    wechatToken: TOKEN,
  });
  expect(closed.said).toContain("没有网关答话");
});
