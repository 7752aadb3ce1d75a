import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFindings } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { startDemo } from "../support/demo-process.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

const faults: string[] = [];

async function open(url: string, viewport: { width: number; height: number }): Promise<Page> {
  const phone = viewport.width < 500;
  const page = await browser.newPage({ viewport, isMobile: phone, hasTouch: phone });
  // The sample is made while one waits, and machines are busy.
  page.setDefaultTimeout(100_000);
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(url);
  return page;
}

async function looksRight(page: Page, name: string): Promise<void> {
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  expect(await axeFindings(page)).toEqual([]);
  const shots = process.env.TOUR_SHOTS;
  if (shots) await page.screenshot({ path: `${shots}/${name}-${page.viewportSize()?.width}.png` });
}

const step = (page: Page) => page.locator(".tour li[aria-current]").textContent();
const atStep = (page: Page, title: string) =>
  page.locator(".tour li[aria-current]", { hasText: title }).waitFor({ state: "attached" });
const column = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

/** As the tour says: 「替我填好」, then 「发送」. */
async function fillAndSend(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "替我填好" }).click();
  const box = column(page, name).getByRole("textbox");
  await box.waitFor();
  await expect.poll(() => box.inputValue(), { timeout: 20_000 }).not.toBe("");
  await column(page, name).getByRole("button", { name: "发送" }).click();
}

test("the tour from an empty demo to the figures, on a phone and on a desk, by what the page says alone", async () => {
  const demo = await startDemo();
  try {
    const desk = await open(demo.url, { width: 1366, height: 768 });
    const phone = await open(demo.url, { width: 390, height: 844 });
    await looksRight(desk, "0-empty");
    await looksRight(phone, "0-empty");
    await desk.getByRole("button", { name: "装入三周样例" }).click();
    await atStep(desk, "张大妈反映");
    await atStep(phone, "张大妈反映");
    await looksRight(desk, "1-loaded");
    await looksRight(phone, "1-loaded");

    await fillAndSend(phone, "张大妈");
    await column(phone, "张大妈")
      .getByText(/已收到，.*R2611-0\d+/)
      .last()
      .waitFor();
    await atStep(phone, "王建国办理");
    await atStep(desk, "王建国办理");
    await looksRight(phone, "2-reported");

    await fillAndSend(phone, "王建国");
    await column(phone, "王建国")
      .getByText(/已认领/)
      .last()
      .waitFor();
    const number = /R2611-\d+/.exec((await phone.locator(".tour-text").textContent()) ?? "")?.[0];
    await column(phone, "王建国").getByRole("textbox").fill(`回复 ${number} 马上联系路灯所。`);
    await column(phone, "王建国").getByRole("button", { name: "发送" }).click();
    await atStep(desk, "陈所长审提示");

    await fillAndSend(desk, "陈所长");
    await column(desk, "陈所长")
      .getByText(/已同意/)
      .last()
      .waitFor();
    await looksRight(desk, "3-approved");
    expect(await step(desk)).toBe("陈所长审提示");
    await desk.getByRole("button", { name: "到明早8:30" }).click();
    await atStep(desk, "看统计");
    await atStep(phone, "看统计");
    expect(await desk.locator(".demo-clock").textContent()).toMatch(/11月27日 周五 08:3/);
    await column(desk, "张大妈")
      .getByRole("button", { name: /体育场警民群/ })
      .click();
    await column(desk, "张大妈")
      .getByText(/冬天开电暖气/)
      .last()
      .waitFor();
    await looksRight(desk, "4-morning");

    await fillAndSend(desk, "陈所长");
    const said = column(desk, "陈所长")
      .getByText(/\/officer\/sign-in/)
      .last();
    await said.waitFor();
    const link = /\/officer\/\S+/.exec((await said.textContent()) ?? "")?.[0] ?? "";
    const officer = await browser.newPage();
    await officer.goto(new URL(link, demo.url).href);
    await officer.getByRole("button").first().click();
    await officer.goto(new URL("/officer/figures", demo.url).href);
    await officer.close();
    await desk.reload();
    await desk.getByText("四步都走完了").waitFor();
    await looksRight(desk, "5-done");

    await phone.getByRole("button", { name: /不看了|关掉/ }).click();
    await phone.locator(".tour").waitFor({ state: "detached" });
    await phone.getByText("三周样例", { exact: true }).click();
    await looksRight(phone, "6-menu");
    await phone.getByRole("button", { name: "退出样例" }).click();
    await phone.getByRole("button", { name: "装入三周样例" }).waitFor();
    await desk.getByRole("button", { name: "装入三周样例" }).waitFor();
    expect(await column(desk, "王建国").locator(".message").count()).toBe(0);
    expect(faults).toEqual([]);
  } finally {
    await demo.stop();
  }
}, 240_000);
