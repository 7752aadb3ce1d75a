import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { createLogger } from "../../src/lib/logger.ts";
import { loadKey } from "../../src/lib/sealing.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { freePort } from "../support/free-port.ts";
import { callbackKeys, createKfPeer, KF } from "../support/kf-peer.ts";
import { createStation } from "../support/station-process.ts";

const RESIDENTS = 200;
const numberIn = (text: string) => /R\d{4}-\d{4,}/.exec(text)?.[0];

test("killed three times while 200 residents write over 微信客服: each is heard once, filed once and answered once", async () => {
  const peer = createKfPeer();
  await peer.wecom.start();
  const port = await freePort();
  const { token, aesKey } = callbackKeys;
  const { corpId, secret } = peer.wecom;
  const callback = { token, aesKey, listen: `127.0.0.1:${port}` };
  const station = await createStation(
    {
      station: { name: "光明路派出所" },
      channels: [
        {
          name: "kf",
          type: "wechat-kf",
          corpId,
          secret,
          openKfId: KF,
          apiUrl: peer.wecom.url(),
          poll: "PT1S",
          callback,
        },
      ],
      officers: [{ name: "王", role: "admin", accounts: ["kf:wm-officer"] }],
    },
    { "schedule.yaml": "[]" },
  );
  onTestFinished(async () => {
    await station.kill();
    await peer.wecom.stop();
    await station.clean();
  });
  peer.callBack(`http://127.0.0.1:${port}/`);

  const ids = Array.from({ length: RESIDENTS }, (_, i) => `wm-resident-${i}`);
  const answered = () => ids.filter((id) => peer.received(id).length > 0).length;
  await station.start();
  for (const [at, id] of ids.entries()) {
    peer.write(id, `${at}号楼的楼道堆满纸箱，老人下不了楼，麻烦来看看`);
    // Together and one by one; the power goes where some wait to be read, some to be filed and some to be answered.
    if (at % 7 === 0) await pause(12);
    if (at % 50 !== 49 || at + 1 === RESIDENTS) continue;
    await pause((at * 7) % 60);
    await station.kill();
    await station.start();
  }
  await vi.waitFor(() => expect(answered()).toBe(RESIDENTS), { timeout: 20_000 });
  expect(await station.stop()).toBe(0);

  // The network takes no message twice that bears the id of one it has: a repeated receipt is none.
  expect(ids.filter((id) => peer.received(id).length !== 1)).toEqual([]);
  const numbers = ids.map((id) => numberIn(peer.received(id)[0] ?? ""));
  expect(new Set(numbers).size).toBe(RESIDENTS);

  const store = await openStore({
    dir: `${station.dir}/data`,
    key: await loadKey({ file: `${station.dir}/jingmin.key`, data: `${station.dir}/data` }),
    stamp: "real",
    logger: createLogger({ level: "silent", pretty: false }),
  });
  onTestFinished(() => store.close());
  const { reports, total } = await store.reports.find({}, { limit: 1000 });
  expect(total).toBe(RESIDENTS);
  expect(new Set(reports.map(({ reporter }) => reporter)).size).toBe(RESIDENTS);
  // What a person wrote, who wrote it and what the station signs in with is in no log line of any of the runs.
  expect(station.logs.join("\n")).not.toMatch(/纸箱|wm-resident|s3cret|token-\d|welcome/);
}, 90_000);
