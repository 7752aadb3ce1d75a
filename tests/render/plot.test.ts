import { expect, test } from "vitest";
import type { Figures } from "../../src/domain/figures.ts";
import { drawPlot, plotSvg } from "../../src/render/plot.ts";

const HOUR = 3_600_000;
const figures: Figures = {
  received: 9,
  closed: 5,
  open: 3,
  late: 1,
  firstAnswer: { count: 6, median: 3 * HOUR, ninth: 20 * HOUR },
  closing: { count: 5, median: 50 * HOUR, ninth: 200 * HOUR },
  solved: 4,
  unsolved: 1,
};

test("a plot says every number in words or digits beside its bar, and tells bars apart by pattern too", async () => {
  const svg = await plotSvg({ title: "群众反映 本月，按警务室", rows: [{ name: "体育场警务室", figures }] });
  for (const words of [
    "群众反映 本月，按警务室",
    "体育场",
    "说解决了4 没解决1",
    "3小时",
    "2天",
    "首次答复（小时）",
    "办结（天）",
  ])
    expect(svg).toContain(words);
  // Closed, open without the late one, late, ended by the resident.
  for (const count of ["5", "2", "1"]) expect(svg).toMatch(new RegExp(`>${count}</text>`));
  expect(svg).toContain("<pattern");
});

test("names are words, whatever is in them, and a plot of nothing is one too", async () => {
  const svg = await plotSvg({ title: "<b>&", rows: [{ name: "<i>&😀", figures }] });
  expect(svg).not.toMatch(/<[bi]>/);
  expect(svg).toContain("&lt;b&gt;&amp;");
  const png = await drawPlot({ title: "没有", rows: [] });
  expect([png.toString("latin1", 1, 4), png.readUInt32BE(16)]).toEqual(["PNG", 1080]);
});
