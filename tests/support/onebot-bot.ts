import { afterEach, expect, vi } from "vitest";
import { type OnebotRig, openOnebot } from "./onebot-rig.ts";
import { recordAll } from "./recorded-events.ts";

/** A channel on real sockets that has been started, and what it told; closed when the test ends. */

const open = new Set<OnebotRig>();

/** Stops and closes it when the test ends. */
export function closeLater(rig: OnebotRig): void {
  open.add(rig);
}

afterEach(async () => {
  for (const rig of open) {
    await rig.channel.stop();
    await rig.close();
  }
  open.clear();
});

export async function begin(...args: Parameters<typeof openOnebot>) {
  const rig = await openOnebot(...args);
  closeLater(rig);
  const { on, told } = recordAll();
  await rig.channel.start(on);
  const health = (wanted: object) =>
    vi.waitFor(() => expect(rig.channel.health()).toMatchObject(wanted), { timeout: 6000, interval: 10 });
  return { ...rig, told, health };
}
export const connected = async (...args: Parameters<typeof openOnebot>) => {
  const rig = await begin(...args);
  await rig.health({ online: true });
  return rig;
};
export const soon = (check: () => void) => vi.waitFor(check, { timeout: 6000, interval: 10 });
