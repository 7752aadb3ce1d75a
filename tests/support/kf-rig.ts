import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createWechatKfChannel,
  type WechatKfChannel,
  type WechatKfOptions,
} from "../../src/channels/wechat-kf/wechat-kf-channel.ts";
import { createWecomClient } from "../../src/channels/wecom/client.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { createKfPeer, KF, type KfPeer } from "./kf-peer.ts";

export const kfPerson = { id: "wm-wang", name: "" };

export interface KfRig {
  readonly peer: KfPeer;
  channel: WechatKfChannel;
  /** What the channel keeps between its lives. */
  readonly kept: { value: string | undefined };
  /** Another life of the channel over the same memory; the last one is to be stopped. */
  reopen(more?: Partial<WechatKfOptions>): WechatKfChannel;
  close(): Promise<void>;
}

/** A channel and its peer on real sockets. The peer runs already; the channel is to be started. */
export async function openKf(more: Partial<WechatKfOptions> = {}): Promise<KfRig> {
  const peer = createKfPeer();
  await peer.wecom.start();
  const dir = await mkdtemp(join(tmpdir(), "jingmin-kf-"));
  const logger = createLogger({ level: "silent", pretty: false });
  const kept: KfRig["kept"] = { value: undefined };
  const memory = {
    read: async () => kept.value,
    write: async (value: string) => {
      kept.value = value;
    },
  };
  const open = (again: Partial<WechatKfOptions> = {}) => {
    const clock = again.clock ?? more.clock ?? systemClock;
    const { corpId, secret } = peer.wecom;
    const client = createWecomClient({
      corpId,
      secret,
      dir,
      apiUrl: peer.wecom.url(),
      clock,
      logger,
      timeout: 500,
    });
    return createWechatKfChannel({
      name: "kf",
      corpId,
      openKfId: KF,
      client,
      clock,
      logger,
      memory,
      poll: 20,
      ...more,
      ...again,
    });
  };
  const rig: KfRig = {
    peer,
    kept,
    channel: open(),
    reopen(again) {
      rig.channel = open(again);
      return rig.channel;
    },
    async close() {
      await rig.channel.stop();
      await peer.wecom.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return rig;
}
