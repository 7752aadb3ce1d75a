import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsQR from "jsqr";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { qrVerb } from "../../src/cli/qr-verb.ts";
import { parseConfig } from "../../src/config/config.ts";
import { officeOfScene, sceneOf } from "../../src/lib/scene.ts";
import { column, measure } from "../../src/render/canvas.ts";
import { doorPosterSize, layOutDoor } from "../../src/render/door-poster.ts";
import { createKfPeer } from "../support/kf-peer.ts";

const offices = ["体育场警务室", "新程街社区警务室"];

type Measured = Awaited<ReturnType<typeof measure>>;
const nodesOf = (node: Measured): Measured[] => [node, ...node.children.flatMap(nodesOf)];

async function station(secret?: string) {
  const peer = createKfPeer();
  await peer.wecom.start();
  const dir = await mkdtemp(join(tmpdir(), "jingmin-qr-"));
  onTestFinished(async () => {
    await peer.wecom.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const kf = {
    name: "kf",
    type: "wechat-kf",
    corpId: peer.wecom.corpId,
    secret: secret ?? peer.wecom.secret,
    openKfId: "wk1",
    apiUrl: peer.wecom.url(),
  };
  const yaml = {
    station: { name: "光明路派出所", phone: "0375-0000000" },
    offices,
    channels: [kf],
    data: "./data",
    alerts: "./alerts",
  };
  return { config: parseConfig(JSON.stringify(yaml), join(dir, "jingmin.yaml"), {}), dir, peer };
}

test("each office has a sheet of A4 whose code a telephone reads, and what the code carries is that office", async () => {
  const { config, dir } = await station();
  const said = await qrVerb(config, join(dir, "码"));
  expect(said).toHaveLength(4);
  const files = await readdir(join(dir, "码"));
  expect(files.sort()).toEqual(["光明路派出所", ...offices].map((name) => `二维码-${name}.png`).sort());
  for (const file of files) {
    const png = await readFile(join(dir, "码", file));
    // As small as a telephone's camera sees it from two metres away.
    const { data, info } = await sharp(png)
      .resize(500)
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const link = jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data ?? "";
    const scene = link.replace(/^.*ENC/, "");
    const office = offices.find((name) => file.includes(name));
    expect(scene).toMatch(/^[0-9a-zA-Z_-]{1,32}$/);
    expect(officeOfScene(config.offices, scene)).toBe(office);
  }
});

test("offices have codes of their own, and one stays good whatever else changes", () => {
  expect(new Set(offices.map(sceneOf)).size).toBe(2);
  expect(officeOfScene([{ name: "新的" }, { name: "体育场警务室" }], sceneOf("体育场警务室"))).toBe(
    "体育场警务室",
  );
  expect(officeOfScene([{ name: "改名了" }], sceneOf("体育场警务室"))).toBeUndefined();
  expect(
    officeOfScene(
      offices.map((name) => ({ name })),
      "station",
    ),
  ).toBeUndefined();
});

test("a wrong secret is said with what to look at, and no file is written", async () => {
  const { config, dir } = await station("wrong");
  await expect(qrVerb(config, join(dir, "码"))).rejects.toThrow(/40001.*corpId、secret、openKfId/);
  expect(await readdir(join(dir, "码"))).toEqual([]);
});

test("whatever an office is called, everything stands on the sheet", async () => {
  for (const office of [
    "站",
    "体育场警务室",
    "新程街道第三社区和平路片区综合警务室二楼东侧",
    "😀".repeat(9),
  ]) {
    const node = await layOutDoor({
      station: "光明路派出所",
      office,
      link: "https://x.example/".padEnd(300, "a"),
    });
    const measured = await measure(column({}, [node]), doorPosterSize);
    const spans = nodesOf(measured)
      .filter(({ runs }) => runs.length > 0)
      .map(({ transform, height }) => [transform[5], transform[5] + height] as const)
      .toSorted(([a], [b]) => a - b);
    expect(spans[0]?.[0]).toBeGreaterThan(0);
    expect(spans.at(-1)?.[1]).toBeLessThan(doorPosterSize.height);
    for (const [at, [, end]] of spans.entries())
      expect(spans[at + 1]?.[0] ?? end).toBeGreaterThanOrEqual(end - 1);
  }
});
