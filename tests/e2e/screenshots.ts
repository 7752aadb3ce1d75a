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
  "ledgers-list": "/ledgers/hazards",
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

/** What stands in the ledgers: a place, what was seen there, by when it is to be mended. */
const hazards = [
  ["建设路12号3楼", "楼道堆满纸箱和旧家具，只能侧身过", "消防", "周五"],
  ["建设路农贸市场", "干货店纸箱堵住消防栓", "消防", "今天"],
  ["新程街12号小饭馆", "液化气罐放在灶台边", "用电用气", "下周三"],
] as const;

/** Writes them, and leaves the page of the last one open: with a photograph. */
async function keepLedger(page: Page, officer: string): Promise<void> {
  for (const [index, [place, found, kind, by]] of hazards.toReversed().entries()) {
    await page.goto(`${officer}/ledgers/hazards/new`);
    await page.getByLabel("地点").fill(place);
    await page.getByLabel("隐患", { exact: true }).fill(found);
    await page.getByLabel("类别").selectOption(kind);
    await page.getByLabel("整改期限").evaluate((input, day) => {
      Object.assign(input, { type: "text", value: day });
    }, by);
    if (index === hazards.length - 1)
      await page.getByLabel("改前照片").setInputFiles("tests/fixtures/corridor.jpg");
    await page.getByRole("button", { name: "记下" }).click();
    await page.getByText(/已记 隐患-/).waitFor();
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
  await keepLedger(page, officer);
  await page.goto(page.url());
  await page.screenshot({ path: `docs/images/officer-ledgers-entry-${viewport.width}.png` });
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
