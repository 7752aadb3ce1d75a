import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { axeFindings } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { putMonth } from "../support/made-up-month.ts";
import { openOfficerSite } from "../support/officer-site.ts";
import { startChat } from "../support/start-chat.ts";

// A real browser on a busy machine: slow is no failure here.
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

async function isSound(page: Page) {
  expect(await page.evaluate("document.compatMode")).toBe("CSS1Compat");
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  expect(await axeFindings(page)).toEqual([]);
}

describe.each([1366, 390])("the report to everybody at %i px", (width) => {
  test("is written, approved and then read by anybody, without script", async () => {
    const offices = ["体育场警务室", "新程街社区警务室"];
    const chat = await startChat({
      at: new Date("2026-12-01T01:30:00Z"),
      officers: [{ name: "陈所长", role: "leader" }],
      groups: [{ name: "体育场群", office: "体育场警务室" }],
      offices,
      config: { web: { public: true } },
    });
    await putMonth(chat, 90, offices);
    const site = await openOfficerSite(chat, { public: true });
    const context = await browser.newContext({ viewport: { width, height: 800 }, isMobile: width < 500 });
    try {
      const page = await context.newPage();
      const refused: string[] = [];
      page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
      const token = /#(\S+)/.exec((await chat.officer("陈所长").dm("登录"))[0] ?? "")?.[1] ?? "";
      await page.goto(`${site.url}/officer/sign-in#${token}`);
      await page.getByRole("button", { name: "登录" }).click();
      await page.goto(`${site.url}/officer/monthly`);
      await isSound(page);
      await page.getByRole("button", { name: "起草2026年11月的" }).click();
      await page.getByLabel("开头的话").fill("这个月雨多，谢谢大家体谅。");
      await page.getByRole("button", { name: "存下" }).click();
      await page.getByText("改好了").waitFor();
      await page.getByLabel("部门和姓名").fill("宣传科李科长");
      await page.getByRole("button", { name: "送审" }).click();
      await page.getByText("记下了").waitFor();
      await isSound(page);
      await page.getByRole("button", { name: "同意，公开并发到居民群" }).click();
      await page.getByText("长图发到居民群").waitFor();
      expect(refused).toEqual([]);

      const anyone = await browser.newContext({
        viewport: { width, height: 800 },
        isMobile: width < 500,
        javaScriptEnabled: false,
      });
      const report = await anyone.newPage();
      await report.goto(`${site.url}/report`);
      await report.getByRole("link", { name: "2026年11月" }).click();
      expect(await report.getByRole("heading", { name: "向人民报告" }).isVisible()).toBe(true);
      expect(await report.getByText("这个月雨多").isVisible()).toBe(true);
      expect(await anyone.cookies()).toEqual([]);
      await anyone.close();
      await page.goto(`${site.url}/report`);
      await isSound(page);
      await page.goto(`${site.url}/report/2026-11`);
      await isSound(page);
    } finally {
      await context.close();
    }
  });
});
