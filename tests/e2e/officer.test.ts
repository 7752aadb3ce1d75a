import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { tinyPng } from "../contract/channel.ts";
import { axeFindings } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { openOfficerSite } from "../support/officer-site.ts";
import { startChat } from "../support/start-chat.ts";

// A real browser on a busy machine: slow is no failure here.
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
const contexts: BrowserContext[] = [];
const faults: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  // A refused script or style (CSP) shows here too.
  expect(faults.splice(0)).toEqual([]);
});

async function openTab(width: number, more: { readonly javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const phone = width < 500;
  const context = await browser.newContext({
    viewport: { width, height: phone ? 844 : 768 },
    isMobile: phone,
    hasTouch: phone,
    ...more,
  });
  contexts.push(context);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/ERR_|404/.test(message.text())) faults.push(message.text());
  });
  return page;
}

async function station() {
  const chat = await startChat({
    officers: [
      { name: "王建国", office: "体育场警务室" },
      { name: "陈所长", role: "leader" },
      { name: "周管理", role: "admin" },
    ],
    offices: ["体育场警务室"],
  });
  await chat.resident("张").dm("体育场北门三楼楼道堆满纸箱，过不去人", { images: [tinyPng()] });
  await chat.resident("刘").dm("租客不登记怎么办，房东要带哪些材料");
  await chat.resident("孙").dm("楼上半夜拖椅子，昨晚又响到两点，物业没来");
  const site = await openOfficerSite(chat, { demo: true });
  const link = async (name: string) =>
    /#(\S+)/.exec((await chat.officer(name).dm("登录"))[0] ?? "")?.[1] ?? "";
  return { chat, site, link };
}

/** As a page is looked at: standards mode, nothing beside the screen, nothing that a screen reader stumbles over. */
async function isSound(page: Page) {
  expect(await page.evaluate("document.compatMode")).toBe("CSS1Compat");
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  expect(await axeFindings(page)).toEqual([]);
}

describe.each([1366, 390])("officers' pages at %i px", (width) => {
  test("from the link in the chat to an answer that the resident gets", async () => {
    const { chat, site, link } = await station();
    const page = await openTab(width);
    await page.goto(`${site.url}/officer/sign-in#${await link("王建国")}`);
    expect(page.url()).not.toContain("#");
    await isSound(page);
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("link", { name: "反映", exact: true }).filter({ visible: true }).first().click();
    await isSound(page);
    await page.getByRole("link", { name: /堆满纸箱/ }).click();
    await isSound(page);
    const picture = page.getByRole("img", { name: "照片" });
    await expect
      .poll(() => picture.evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(0);
    await page.getByRole("button", { name: "接手" }).click();
    await page.getByRole("status").getByText("归您办了").waitFor();
    await page.getByLabel("回复对方").fill("物业今天下班前清走");
    await page.getByRole("button", { name: "回复", exact: true }).click();
    await page.getByText("已告诉对方").waitFor();
    expect(chat.resident("张").inbox.join("\n")).toContain("物业今天下班前清走");
    await page.getByText("办结", { exact: true }).first().click();
    await page.getByLabel("结果或原因").fill("清走了");
    await page.getByRole("button", { name: "办结" }).click();
    await page.getByText("已办结").first().waitFor();
    await page.goBack();
    await page.reload();
    await isSound(page);
  });

  test("what a resident says meanwhile appears by itself, never while the officer writes there", async () => {
    const { chat, site, link } = await station();
    const page = await openTab(width);
    await page.goto(`${site.url}/officer/sign-in#${await link("王建国")}`);
    await page.getByRole("button", { name: "登录" }).click();
    await page.goto(`${site.url}/officer/reports?whose=all`);
    await page.getByRole("link", { name: /堆满纸箱/ }).click();
    await page.getByLabel("回复对方").fill("正在写的话");
    await chat.resident("张").dm("又多了两箱");
    await chat.advance(1_000);
    await page.getByText("又多了两箱").waitFor();
    expect(await page.getByLabel("回复对方").inputValue()).toBe("正在写的话");
  });

  test("without script one signs in by code, filters, answers", async () => {
    const { chat, site } = await station();
    const page = await openTab(width, { javaScriptEnabled: false });
    const code = /输入：(\S+)/.exec((await chat.officer("王建国").dm("登录"))[0] ?? "")?.[1] ?? "";
    await page.goto(`${site.url}/officer/reports`);
    await page.getByLabel("登录码").fill(code);
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByLabel("找文字").fill("拖椅子");
    await page.getByRole("button", { name: "看", exact: true }).click();
    await page.getByRole("link", { name: /拖椅子/ }).click();
    await page.getByLabel("回复对方").fill("今晚过去看看");
    await page.getByRole("button", { name: "回复", exact: true }).click();
    await page.getByText("已告诉对方").waitFor();
    expect(chat.resident("孙").inbox.join("\n")).toContain("今晚过去看看");
  });

  test("every other page of an admin and a leader is sound", async () => {
    const { site } = await station();
    const page = await openTab(width);
    await page.goto(`${site.url}/officer/sign-in`);
    await isSound(page);
    await page.getByRole("button", { name: /周管理/ }).click();
    for (const path of ["", "alerts", "figures", "groups", "people", "handbook", "system", "sessions"]) {
      await page.goto(`${site.url}/officer/${path}`.replace(/\/$/, ""));
      for (const details of await page.locator("main details > summary").all()) await details.click();
      await isSound(page);
    }
  });
});
