import sharp from "sharp";
import { openBrowser } from "../support/browser.ts";
import { startDemo } from "../support/demo-process.ts";
import { playFirstReport } from "../support/first-report.ts";

/** Milliseconds that a frame stands: long enough to read a line, and not so long that one looks away. */
const SHORTEST = 1_300;
const LONGEST = 2_500;
const LAST = 4_000;

// `npm run screenshots`: a tip becomes an answer, filmed on the page of the demo station itself.
const demo = await startDemo();
const browser = await openBrowser({ slowMo: 350 });
const page = await browser.newPage({ viewport: { width: 1000, height: 580 } });
await page.goto(demo.url);

const frames: { png: Buffer; at: number }[] = [];
const session = await page.context().newCDPSession(page);
session.on("Page.screencastFrame", ({ data, sessionId }) => {
  frames.push({ png: Buffer.from(data, "base64"), at: Date.now() });
  void session.send("Page.screencastFrameAck", { sessionId });
});
await session.send("Page.startScreencast", { format: "png", everyNthFrame: 1 });
await playFirstReport(page);
await page.waitForTimeout(500);
await session.send("Page.stopScreencast");
await browser.close();
await demo.stop();

/** A frame that the next one follows at once is a movement on the way to it. */
const kept = frames.filter(({ at }, i) => (frames[i + 1]?.at ?? Infinity) - at > 120);
const delay = kept.map(({ at }, i) => {
  const next = kept[i + 1];
  return next ? Math.min(LONGEST, Math.max(SHORTEST, next.at - at)) : LAST;
});
await sharp(
  kept.map(({ png }) => png),
  { join: { animated: true } },
)
  .gif({ delay, colours: 64, effort: 8, loop: 0 })
  .toFile("docs/images/first-report.gif");
