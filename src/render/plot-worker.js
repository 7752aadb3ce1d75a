// Runs in a thread of its own: ECharts takes a tenth of a second to load and draws in one go.
import { parentPort, workerData } from "node:worker_threads";
import { init } from "echarts/dist/echarts.esm.min.mjs";

const { option, width, height } = workerData;
const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
chart.setOption(option);
parentPort?.postMessage(chart.renderToSVGString());
chart.dispose();
