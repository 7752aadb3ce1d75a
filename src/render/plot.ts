import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { column, draw, type Size, svg } from "./canvas.ts";
import { drawable } from "./drawable.ts";
import { loadFonts } from "./font.ts";
import { type FiguresPlot, plotOption, plotSize } from "./plot-option.ts";

/** A plot as PNG. */
export async function drawPlot(plot: FiguresPlot): Promise<Buffer> {
  const size = plotSize(plot);
  return draw(column({ ...size, backgroundColor: "#ffffff" }, [svg(await plotSvg(plot), size)]), size);
}

/** A plot as SVG, for pages. Drawn in a thread that ends with it. */
export async function plotSvg(plot: FiguresPlot): Promise<string> {
  const fonts = await loadFonts();
  const rows = plot.rows.map((row) => ({ ...row, name: drawable(row.name, fonts) }));
  return inWorker(plotOption({ ...plot, title: drawable(plot.title, fonts), rows }), plotSize(plot));
}

async function inWorker(option: object, size: Size): Promise<string> {
  const worker = new Worker(new URL("./plot-worker.js", import.meta.url), {
    workerData: { option, ...size },
    execArgv: [],
  });
  try {
    const [source] = await once(worker, "message");
    return source as string;
  } finally {
    await worker.terminate();
  }
}
