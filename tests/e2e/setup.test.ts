import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { axeFindings } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { freePort } from "../support/free-port.ts";
import { createOnebotPeer } from "../support/onebot-peer.ts";

// A real browser on a busy machine: slow is no failure here.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

/** `npm start -- …` in a folder; resolves with what the first line that matches says. */
function started(dir: string, flags: readonly string[], line: RegExp, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [resolve("bin/jingmin.js"), "start", ...flags], {
    cwd: dir,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const ended = new Promise((done) => child.once("close", done));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  const lines: string[] = [];
  const said = new Promise<string>((found) => {
    createInterface({ input: child.stdout }).on("line", (text) => {
      lines.push(text);
      const [, what] = line.exec(text) ?? [];
      if (what) found(what);
    });
  });
  const stop = () => {
    child.kill();
    return ended;
  };
  return { said, lines, stop };
}

async function isSound(page: Page) {
  expect(await page.locator("script").count()).toBe(0);
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  expect(await axeFindings(page)).toEqual([]);
}

test.each([1366, 390])(
  "somebody who never saw YAML sets a station up at %i px, and it comes online",
  async (width) => {
    const dir = await mkdtemp(join(tmpdir(), "jingmin-setup-"));
    onTestFinished(() => rm(dir, { recursive: true }));
    for (const folder of ["alerts", "handbook", "ledgers"])
      await cp(folder, join(dir, folder), { recursive: true });
    const peer = createOnebotPeer({ token: "right" });
    peer.world.groups.push({ group_id: 700001, group_name: "体育场警民群" });
    await peer.start();
    onTestFinished(() => peer.stop());

    const setup = started(dir, ["--setup"], /(http:\/\/\S+?)（/);
    const url = await setup.said;
    expect(new URL(url).port).not.toBe("8080"); // The station's: it is checked while the set-up is still there.
    const [, code = ""] = /：(\w+)$/.exec(setup.lines.find((text) => text.includes("码")) ?? "") ?? [];
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      isMobile: width < 500,
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const next = () => page.getByRole("button", { name: "下一步" }).last().click();
    const at = (title: string) => page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.goto(url);
    await page.getByLabel("码").fill(code.toLowerCase());
    await page.getByRole("button", { name: "开始" }).click();
    await at("本所");
    await page.getByLabel("短信报警号码").fill("110");
    await page.getByLabel("所名").fill("光明路派出所");
    await next();
    await page.getByText("有1处要改").waitFor();
    await isSound(page);
    await page.getByLabel("短信报警号码").fill("12110375");
    await next();
    await at("警务室");
    await page.getByLabel("警务室，第1行").fill("体育场警务室");
    await page.getByLabel("管哪些路、小区，第1行").fill("体育场、建设路");
    await next();
    await at("接QQ");
    await page.getByLabel("怎么接").selectOption("forward");
    await page.getByLabel("正向的地址").fill(peer.url());
    await page.getByLabel("口令（token）").fill("wrong");
    await page.getByRole("button", { name: "试一试能不能连上" }).click();
    await page.getByText("口令不对").waitFor();
    await page.getByLabel("口令（token）").fill("right");
    await page.getByRole("button", { name: "试一试能不能连上" }).click();
    await page.getByText("连上了：QQ 10001").waitFor();
    await next();
    await at("接微信");
    await next();
    await at("人员");
    await page.getByLabel("姓名，第1行").fill("陈所长");
    await page.getByLabel("角色，第1行").selectOption("leader");
    await page.getByLabel("姓名，第2行").fill("周管理");
    await page.getByLabel("角色，第2行").selectOption("admin");
    await page.getByLabel("QQ号，第2行").fill("20001");
    await isSound(page);
    await page.getByLabel("身份保管人").fill("周管理");
    await next();
    await at("群");
    await page.getByLabel("体育场警民群（700001）").check();
    await page.getByRole("button", { name: "加进来" }).click();
    await page.getByLabel("归哪里，第1行").selectOption("体育场警务室");
    await next();
    await at("时间");
    await next();
    await at("留存和备份");
    await page.getByLabel("网页端口").fill(String(await freePort()));
    await next();
    await at("看一遍，写下来");
    await isSound(page);
    await page.getByRole("button", { name: "写下来" }).click();
    await page.getByText("配置没有问题").waitFor();
    await setup.stop();

    const station = started(dir, ["--config", "station.yaml"], /"msg":"(started)"/, { QQ_TOKEN: "right" });
    await station.said;
    await expect.poll(() => peer.connections(), { timeout: 15_000 }).toBe(1);
    peer.dm({ id: 30001, name: "张" }, [{ type: "text", data: { text: "三楼楼道堆满纸箱" } }]);
    await expect
      .poll(() => peer.received("user", 30001).join("\n"), { timeout: 15_000 })
      .toMatch(/R\d{4}-0001/);
  },
);
