import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFindings } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { startDemo } from "../support/demo-process.ts";
import { playFirstReport } from "../support/first-report.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

test.each([
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
])(
  "a resident reports with a picture, an officer sees it and replies, the resident reads the reply ($width px)",
  async (viewport) => {
    const demo = await startDemo();
    try {
      const phone = viewport.width < 500;
      const page = await browser.newPage({ viewport, isMobile: phone, hasTouch: phone });
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      await page.goto(demo.url);
      expect(await playFirstReport(page)).toEqual({ number: expect.stringMatching(/^R\d{4}-0001$/) });
      expect(await axeFindings(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.close();
    } finally {
      // Windows has no signals: there a process is only ever ended from outside.
      expect(await demo.stop()).toBe(process.platform === "win32" ? null : 0);
    }
  },
  60_000,
);
