import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createWecomClient } from "../channels/wecom/client.ts";
import { WecomError } from "../channels/wecom/wecom-error.ts";
import type { ChannelConfig, Config } from "../config/config.ts";
import { UserFacingError } from "../domain/errors.ts";
import { systemClock } from "../lib/clock.ts";
import { createLogger } from "../lib/logger.ts";
import { sceneOf } from "../lib/scene.ts";
import { drawDoorPoster } from "../render/index.ts";

type Kf = Extract<ChannelConfig, { type: "wechat-kf" }>;

/**
 * `jingmin qr`: for each office a sheet of A4 as PNG, with the code by which what residents say goes there; and one of the
 * station's. A code stays good as long as the office keeps its name.
 */
export async function qrVerb(config: Config, to: string): Promise<string[]> {
  const accounts = config.channels.filter((channel): channel is Kf => channel.type === "wechat-kf");
  if (accounts.length === 0) throw new UserFacingError("配置里没有微信客服（type: wechat-kf），没有码可做。");
  const dir = resolve(to);
  await mkdir(dir, { recursive: true });
  const { name: station, phone } = config.station;
  const written: string[] = [];
  for (const account of accounts) {
    const client = createWecomClient({
      ...account,
      dir: config.data,
      clock: systemClock,
      logger: createLogger({ level: "silent", pretty: false }),
    });
    for (const office of [undefined, ...config.offices.map(({ name }) => name)]) {
      const scene = office === undefined ? "station" : sceneOf(office);
      const { url } = await client
        .post<{ url: string }>("kf/add_contact_way", { open_kfid: account.openKfId, scene })
        .catch((error: unknown) => {
          throw new UserFacingError(refusal(error));
        });
      const of = accounts.length > 1 ? `-${account.name}` : "";
      const file = join(dir, `二维码-${(office ?? station).replace(/[\\/:*?"<>|\s]/g, "_")}${of}.png`);
      await writeFile(file, await drawDoorPoster({ station, office, link: url, phone }));
      written.push(`${office ?? station}　${file}`);
    }
  }
  return [
    ...written,
    `做好${written.length}张，A4纸打印，贴在楼道、警务室门口。扫哪个警务室的码，就转给哪个警务室。`,
  ];
}

function refusal(error: unknown): string {
  const code = error instanceof WecomError ? error.code : undefined;
  return code === undefined
    ? "企业微信没有应答，请看看网络，再做一次。"
    : `企业微信不给码（${code}），请核对配置里的 corpId、secret、openKfId，和「微信客服 → 可调用接口的应用」。`;
}
