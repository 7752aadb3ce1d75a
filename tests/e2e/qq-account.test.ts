import { expect, onTestFinished, test, vi } from "vitest";
import { createOnebotPeer } from "../support/onebot-peer.ts";
import { text } from "../support/onebot-rig.ts";
import { createStation } from "../support/station-process.ts";

const token = "a-token-for-tests";
const admin = { id: 10002, name: "王" };
const community = { group_id: 700001, group_name: "体育场群", group_all_shut: 0 };

test("a station knows how many friends it has, and that a group's mute ended while it was down", async () => {
  const peer = createOnebotPeer({ token });
  await peer.start();
  peer.world.groups.push(community);
  peer.world.friends.push({ user_id: admin.id, nickname: admin.name });
  peer.world.membership.set(community.group_id, { shut_up_timestamp: 0 });
  const station = await createStation(
    {
      station: { name: "光明路派出所" },
      channels: [{ name: "qq", type: "onebot", url: peer.url(), token, friendLimit: 3 }],
      officers: [{ name: admin.name, role: "admin", accounts: [`qq:${admin.id}`] }],
      groups: [{ address: `qq:${community.group_id}`, name: community.group_name }],
    },
    { "schedule.yaml": "[]" },
  );
  onTestFinished(async () => {
    await station.kill();
    await peer.stop();
    await station.clean();
  });
  const answer = async (to: string, wanted: RegExp) => {
    await vi.waitFor(
      () => {
        peer.dm(admin, [text(to)]);
        expect(peer.received("user", admin.id).at(-1)).toMatch(wanted);
      },
      { timeout: 10_000, interval: 200 },
    );
  };

  await station.start();
  await answer("/状态", /^QQ 在线.*，好友1\/3$/m);
  await answer("/群", /^1 体育场群：全所，居民群（配置）$/m);
  peer.push({
    self_id: peer.world.self,
    post_type: "notice",
    notice_type: "group_ban",
    sub_type: "ban",
    group_id: community.group_id,
    user_id: 0,
  });
  await answer("/群", /^1 体育场群：全所，居民群（被禁言，不发）（配置）$/m);
  await station.kill();
  await station.start();
  await answer("/群", /^1 体育场群：全所，居民群（配置）$/m);
}, 60_000);
