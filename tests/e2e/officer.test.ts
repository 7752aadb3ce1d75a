import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { tinyPng } from "../contract/channel.ts";
import { axeFindings } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { openNurseries } from "../support/nurseries.ts";
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

/** Signed in at a station that keeps a ledger of thirty nurseries. */
async function nurseriesOf(page: Page) {
  const chat = await openNurseries();
  const { url } = await openOfficerSite(chat, { demo: true });
  await page.goto(`${url}/officer/sign-in`);
  await page.getByRole("button", { name: /^officer/ }).click();
  return { at: `${url}/officer/ledgers/nurseries` };
}

/** Fills the form of a new entry, as it is open, with a photograph. */
async function writeEntry(page: Page): Promise<void> {
  await page.getByLabel("检查类别").selectOption("消防");
  await page.getByLabel("检查情况").fill("灭火器过期");
  await page.getByLabel("合格").selectOption("不是");
  const photo = { name: "灭火器.png", mimeType: "image/png", buffer: Buffer.from(tinyPng()) };
  await page.getByLabel("照片").setInputFiles(photo);
  await page.getByRole("button", { name: "记下" }).click();
  await page.getByText("已记 园检-1").waitFor();
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

  test("a ledger's pages are sound, and an entry with a photograph is written and moved on", async () => {
    const page = await openTab(width);
    const { at } = await nurseriesOf(page);
    for (const path of ["", "/calendar", "?state=any&print=1", "/new?subject=第7幼儿园"]) {
      await page.goto(`${at}${path}`);
      for (const details of await page.locator("main details > summary").all()) await details.click();
      await isSound(page);
    }
    await writeEntry(page);
    const entry = page.url();
    await page.goto(`${at}?state=any&print=1`);
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 1040, height: 720 });
    // A4 across: no column is cut off.
    const beyond =
      "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.printed'))";
    expect(await page.evaluate(beyond)).toBe(0);
    await page.emulateMedia({ media: "screen" });
    await page.setViewportSize({ width, height: 768 });
    await page.goto(entry);
    for (const details of await page.locator("main details > summary").all()) await details.click();
    await isSound(page);
    const picture = page.getByRole("img", { name: "照片" });
    await expect
      .poll(() => picture.evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(0);
    await page.goto(`${page.url()}/change?field=photos`);
    await isSound(page);
  });

  test("without script an entry with a photograph is written, moved on, mended and found", async () => {
    const page = await openTab(width, { javaScriptEnabled: false });
    const { at } = await nurseriesOf(page);
    await page.goto(at);
    await page.getByText("还有25个").click();
    await page.getByRole("link", { name: "记一条：第7幼儿园" }).click();
    await writeEntry(page);
    await page.getByText("下一步：已整改").click();
    await page.getByLabel("整改结果").fill("换了新的");
    await page.getByRole("button", { name: "改为已整改" }).click();
    await page.getByText("改好了").waitFor();
    await page.getByRole("link", { name: "改检查情况" }).click();
    await page.getByLabel("检查情况").fill("灭火器过期两个");
    await page.getByRole("button", { name: "改好" }).click();
    await page.getByText("灭火器过期两个").waitFor();
    await page.goto(`${at}?state=any`);
    await page.getByLabel("找文字、编号").fill("过期两个");
    await page.getByRole("button", { name: "看", exact: true }).click();
    await page.getByRole("link", { name: /园检-1/ }).click();
    await page.getByText("换了新的").waitFor();
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
