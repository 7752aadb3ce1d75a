import type { Figures, Spread } from "../domain/figures.ts";
import { durationWords } from "../domain/figures.ts";
import type { Size } from "./canvas.ts";

/** Figures by office, category or week: how many, how soon the first answer was and how soon it was closed. */
export interface FiguresPlot {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly figures: Figures }[];
}

const WIDTH = 1080;
const HEAD = 210;
const ROW = 84;
const FOOT = 90;
/** Left edges of the three fields, and their widths. */
const fields = {
  counts: { left: 240, width: 320 },
  answer: { left: 612, width: 190 },
  closing: { left: 852, width: 190 },
};

/** Told apart also by those who see no red and green (Okabe and Ito, 2008), and by their patterns. */
const colours = { closed: "#0072b2", open: "#e69f00", late: "#d55e00", other: "#999999", ninth: "#56b4e9" };
const HOUR = 3_600_000;
const FONT = { fontFamily: "Noto Sans SC", fontSize: 26, color: "#1a2233" };

export function plotSize({ rows }: FiguresPlot): Size {
  return { width: WIDTH, height: HEAD + Math.max(rows.length, 1) * ROW + FOOT };
}

/** The option of ECharts 6, plain data. */
export function plotOption({ title, rows }: FiguresPlot): object {
  const height = Math.max(rows.length, 1) * ROW;
  const answer = timesOf(rows.map(({ figures }) => figures.firstAnswer));
  const closing = timesOf(rows.map(({ figures }) => figures.closing));
  const counts = (name: string, color: string, of: (figures: Figures) => number, decal?: object) => ({
    type: "bar",
    name,
    stack: "counts",
    barWidth: "62%",
    itemStyle: { color, ...(decal ? { decal } : {}) },
    data: rows.map(({ figures }) => countBar(of(figures))),
  });
  return {
    animation: false,
    textStyle: FONT,
    title: [
      { text: title, left: 40, top: 30, textStyle: { ...FONT, fontSize: 40, fontWeight: "bold" } },
      heading("件数", fields.counts),
      heading(`首次答复（${answer.unitName}）`, fields.answer),
      heading(`办结（${closing.unitName}）`, fields.closing),
    ],
    legend: {
      left: 40,
      top: 94,
      itemGap: 30,
      itemWidth: 30,
      itemHeight: 20,
      textStyle: FONT,
      data: ["已办结", "未结", "逾期", "撤回、同一件", "中位", "九成在此内"],
    },
    grid: [
      { ...fields.counts, top: HEAD, height },
      { ...fields.answer, top: HEAD, height },
      { ...fields.closing, top: HEAD, height },
    ],
    xAxis: [0, 1, 2].map((gridIndex) => ({
      gridIndex,
      type: "value",
      minInterval: gridIndex === 0 ? 1 : 0,
      splitNumber: gridIndex === 0 ? 3 : 2,
      axisLabel: FONT,
      splitLine: { lineStyle: { color: "#e3e7ee" } },
    })),
    yAxis: [0, 1, 2].map((gridIndex) => ({
      gridIndex,
      type: "category",
      data: rows.map(rowName),
      inverse: true,
      axisTick: { show: false },
      axisLabel:
        gridIndex === 0
          ? { ...FONT, rich: { small: { ...FONT, fontSize: 19, lineHeight: 30 } } }
          : { show: false },
    })),
    series: [
      counts("已办结", colours.closed, ({ closed }) => closed),
      counts("未结", colours.open, ({ open, late }) => open - late, decal(0.7)),
      counts("逾期", colours.late, ({ late }) => late, decal(-0.7)),
      counts("撤回、同一件", colours.other, ({ received, closed, open }) => received - closed - open),
      ...timeSeries(answer, 1),
      ...timeSeries(closing, 2),
    ],
  };
}

function heading(text: string, { left }: { readonly left: number }): object {
  return { text, left, top: HEAD - 60, textStyle: { ...FONT, fontWeight: "bold" } };
}

interface Times {
  readonly spreads: readonly (Spread | undefined)[];
  /** Milliseconds. */
  readonly unit: number;
  readonly unitName: string;
}

function timesOf(spreads: Times["spreads"]): Times {
  const isLong = Math.max(...spreads.map((spread) => spread?.ninth ?? 0)) > 72 * HOUR;
  return { spreads, unit: isLong ? 24 * HOUR : HOUR, unitName: isLong ? "天" : "小时" };
}

/** A bar up to nine tenths, and a mark at the median with its words. */
function timeSeries({ spreads, unit }: Times, field: number): object[] {
  const axes = { xAxisIndex: field, yAxisIndex: field };
  return [
    {
      ...axes,
      type: "bar",
      name: "九成在此内",
      barWidth: "30%",
      itemStyle: { color: colours.ninth },
      data: spreads.map((spread) => (spread ? spread.ninth / unit : 0)),
    },
    {
      ...axes,
      type: "scatter",
      name: "中位",
      symbol: "diamond",
      symbolSize: 26,
      itemStyle: { color: colours.closed, opacity: 1, borderColor: "#ffffff", borderWidth: 2 },
      data: spreads.flatMap((spread, index) => (spread ? [medianMark(spread, index, unit)] : [])),
    },
  ];
}

function medianMark({ median }: Spread, index: number, unit: number): object {
  return {
    value: [median / unit, index],
    label: {
      ...FONT,
      show: true,
      formatter: durationWords(median),
      position: "top",
      align: "left",
      distance: 4,
      fontSize: 21,
    },
  };
}

/** A number on its bar, none where there is no bar. */
function countBar(value: number): object {
  return {
    value,
    label: { ...FONT, show: value > 0, color: "#ffffff", textBorderColor: "#1a2233", textBorderWidth: 3 },
  };
}

function decal(rotation: number): object {
  return {
    symbol: "rect",
    dashArrayX: [1, 0],
    dashArrayY: [4, 8],
    rotation,
    color: "rgba(255,255,255,0.45)",
  };
}

/** The name, and below it what residents said of those that were closed. */
function rowName({ name, figures: { solved, unsolved } }: FiguresPlot["rows"][number]): string {
  const signs = [...name.replace(/警务室$/, "")];
  const short = signs.length > 8 ? `${signs.slice(0, 7).join("")}…` : signs.join("");
  if (solved + unsolved === 0) return short;
  return `${short}\n{small|说解决了${solved} 没解决${unsolved}}`;
}
