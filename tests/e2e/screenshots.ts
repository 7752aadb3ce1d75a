import { mkdir } from "node:fs/promises";
import { openBrowser } from "../support/browser.ts";
import { startDemo } from "../support/demo-process.ts";
import { playFirstReport } from "../support/first-report.ts";

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
  await page.close();
  await demo.stop();
}
await browser.close();
