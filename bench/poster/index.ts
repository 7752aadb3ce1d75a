import { mkdir, writeFile } from "node:fs/promises";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { loadAlerts } from "../../src/alerts/alert-files.ts";
import { alertPicture } from "../../src/alerts/alert-pictures.ts";
import { signAlert } from "../../src/domain/alert-text.ts";
import { type Alert, alertCategories } from "../../src/domain/alerts.ts";
import type { AlertFile } from "../../src/domain/rotation.ts";
import { newId } from "../../src/lib/ids.ts";
import { drawPoster, type Poster } from "../../src/render/poster.ts";
import { drawSheet } from "./sheet.ts";

const now = new Date("2026-12-01T00:10:00Z");
const where = {
  station: "光明路派出所",
  timezone: "Asia/Shanghai",
  alerts: "alerts",
  attachmentPath: (hash: string) => hash,
};
const targets = { p50: 80, stall: 50, bytes: 500_000 };

/** `npm run bench -- poster [--sheet]`: every text under `alerts/` as a poster, warm; with `--sheet` also docs/images. */
export async function bench(args: string[]): Promise<void> {
  const { series } = await loadAlerts("alerts", where);
  const posters = [...series.values()].flat().map(posterOf);
  const stalls = monitorEventLoopDelay({ resolution: 5 });
  stalls.enable();
  const first = performance.now();
  await drawPoster(posters[0] as Poster);
  const cold = performance.now() - first;
  const times: number[] = [];
  let largest = 0;
  for (const poster of posters) {
    const from = performance.now();
    largest = Math.max(largest, (await drawPoster(poster)).length);
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor((times.length - 1) * part)] ?? 0;
  const stall = stalls.max / 1e6;
  console.log(`${posters.length} texts; first poster ${cold.toFixed(0)} ms (fonts are read)`);
  console.log(`p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, longest ${at(1).toFixed(1)} ms`);
  console.log(
    `longest stall of the event loop ${stall.toFixed(1)} ms; largest file ${(largest / 1000).toFixed(0)} kB`,
  );
  if (args.includes("--sheet")) await sheet(posters);
  if (at(0.5) > targets.p50 || stall > targets.stall || largest > targets.bytes) process.exitCode = 1;
}

function posterOf(file: AlertFile): Poster {
  const alert: Alert = {
    ...file,
    id: newId(now),
    state: "approved",
    text: signAlert(file.text, where.station),
    poster: "drawn",
  };
  return alertPicture(alert, where) as Poster;
}

/** All categories, a drill, the shortest and the longest text on one sheet. */
async function sheet(posters: readonly Poster[]): Promise<void> {
  const byLength = posters.toSorted((a, b) => a.text.length - b.text.length);
  const ends = [byLength[0], byLength.at(-1)] as Poster[];
  const ofCategory = alertCategories.map((category) => ({
    ...(posters.find((poster) => poster.category === category) ??
      samples[category] ??
      (posters[0] as Poster)),
    category,
    station: where.station,
    date: "2026年12月1日",
  }));
  const drill: Poster = { ...(samples.Fire as Poster), drill: true };
  const long: Poster = { ...(samples.Rescue as Poster), text: (samples.Rescue as Poster).text.repeat(6) };
  await mkdir("docs/images", { recursive: true });
  await writeFile("docs/images/posters.png", await drawSheet([...ofCategory, ...ends, drill, long]));
  console.log("docs/images/posters.png");
}

const common = { station: where.station, date: "2026年12月1日" };
const samples: Partial<Record<Poster["category"], Poster>> = {
  Geo: {
    ...common,
    category: "Geo",
    title: "北坡有落石，绕着走",
    text: "昨夜下雨，北坡小路今早掉了石头。\n这两天走大路，别从坡下停车、歇脚。\n看见山坡裂缝、掉土，马上离开，打110。",
  },
  Met: {
    ...common,
    category: "Met",
    title: "今夜大风，收好阳台",
    text: "市气象台17:00发布：今夜到明早有8级大风。\n今晚就做一件事：花盆、晾衣架搬进屋，窗户关严。\n别在广告牌、大树下停车。",
  },
  Rescue: {
    ...common,
    category: "Rescue",
    title: "寻找走失老人",
    text: "老人，78岁，身高165厘米左右，穿灰色外套、黑布鞋，今天上午9点从锦绣家园北门走失，记不清家里的地址。\n看见的请陪他等一会儿，打110。",
  },
  Fire: {
    ...common,
    category: "Fire",
    title: "明早十点，全楼疏散演练",
    text: "听到铃声，弯腰走楼梯下到广场，别坐电梯。\n腿脚不便的，邻居扶一把；走不了的待在家里，跟物业说一声。",
  },
  Health: {
    ...common,
    category: "Health",
    title: "雪天路滑，老人慢点走",
    text: "这两天路面有暗冰，买菜看病尽量让年轻人跑一趟。\n摔倒了先别急着起，疼得厉害打120。",
  },
  Env: {
    ...common,
    category: "Env",
    title: "秸秆落叶，一把都别烧",
    text: "烧出来的烟呛人，还会引着路边的树。\n落叶装袋放到垃圾点，有人清走。\n看见冒烟打119。",
  },
  Infra: {
    ...common,
    category: "Infra",
    title: "锦绣家园今晚停电检修",
    text: "今晚8点到10点停电。锁好门，别让生人以检修为名进屋。\n家里有用氧、用呼吸机的，现在就跟物业说。",
  },
  CBRNE: {
    ...common,
    category: "CBRNE",
    title: "捡到弹药别碰，离远打110",
    text: "工地挖出旧炮弹、雷管，样子像铁疙瘩。\n不摸、不搬、不敲，拦住孩子，退到50米外打110。",
  },
  Other: {
    ...common,
    category: "Other",
    title: "身份证到期，周六也能办",
    text: "12月起，户籍窗口每周六上午9点到12点开门。\n带上旧证，本人来照相就行。",
  },
};
