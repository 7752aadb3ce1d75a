import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";
import { openBrowser } from "../support/browser.ts";
import { startDemo } from "../support/demo-process.ts";
import { playFirstReport } from "../support/first-report.ts";

/** What is said in the demo besides, so that the officers' pages have something to show. */
const more = [
  "新 和顺苑2号楼楼上半夜拖椅子，昨晚又响到两点，物业没来",
  "新 租客不登记怎么办，房东要带哪些材料",
  "新 体育场3号楼有人在砸门，孩子在屋里，快来",
];
/** The officers' pages, by the name of their picture. */
const pages = {
  today: "",
  reports: "/reports?whose=all&state=any",
  alerts: "/alerts",
  ledgers: "/ledgers",
  figures: "/figures",
};

async function play(page: Page): Promise<void> {
  const column = page.getByRole("region", { name: "张大妈" });
  for (const text of more) {
    await column.getByRole("textbox").fill(text);
    await column.getByRole("button", { name: "发送" }).click();
    await page.waitForTimeout(1_000);
  }
}

// `npm run screenshots`: the pictures of the README and the guide, taken from the demo station itself.
const browser = await openBrowser();
await mkdir("docs/images", { recursive: true });
for (const viewport of [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
]) {
  const demo = await startDemo();
  const phone = viewport.width < 500;
  const page = await browser.newPage({
    viewport,
    isMobile: phone,
    hasTouch: phone,
    deviceScaleFactor: phone ? 2 : 1,
  });
  await page.goto(demo.url);
  await playFirstReport(page);
  await page.getByRole("region", { name: "张大妈" }).getByRole("textbox").blur();
  await page.screenshot({ path: `docs/images/chat-${viewport.width}.png` });
  await play(page);
  const officer = new URL("/officer", demo.url).href;
  await page.goto(officer);
  await page.getByRole("button", { name: /陈所长/ }).click();
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(officer + path);
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: `docs/images/officer-${name}-${viewport.width}.png` });
  }
  await page.goto(`${officer}/reports?whose=all&state=any`);
  await page.getByRole("link", { name: /纸箱/ }).first().click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: `docs/images/officer-report-${viewport.width}.png` });
  await page.close();
  await demo.stop();
}
await browser.close();
