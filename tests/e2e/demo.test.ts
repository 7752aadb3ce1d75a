import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFindings } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { type DemoProcess, startDemo } from "../support/demo-process.ts";
import { playFirstReport } from "../support/first-report.ts";

let demo: DemoProcess;
let browser: Browser;
beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test.each([
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
])(
  "a resident reports with a picture, an officer sees it and replies, the resident reads the reply ($width px)",
  async (viewport) => {
    const phone = viewport.width < 500;
    const page = await browser.newPage({ viewport, isMobile: phone, hasTouch: phone });
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(demo.url);
    const { number } = await playFirstReport(page);
    expect(number).toMatch(/^R\d{4}-\d{4}$/);
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.close();
  },
  60_000,
);

test("a stop is clean", async () => {
  expect(await demo.stop()).toBe(0);
});
