// A OneBot implementation in a process of its own, so that it can be killed and frozen. QQ itself is the parent.
import { createOnebotPeer } from "../../tests/support/onebot-peer.ts";

export type ToParent = { ready: true } | { sent: { kind: "user" | "group"; id: number; text: string } };
export type ToChild =
  | { start: { port: number; token: string; groups: object[]; history: Record<string, unknown>[] } }
  | { event: Record<string, unknown> }
  | { token: string }
  | { account: "in" | "out" };

let peer: ReturnType<typeof createOnebotPeer> | undefined;
const tell = (message: ToParent) => process.send?.(message);

process.on("message", (message: ToChild) => {
  if ("start" in message) {
    const { port, token, groups, history } = message.start;
    peer = createOnebotPeer({ port, token, heartbeat: 1000 });
    peer.world.groups.push(...(groups as typeof peer.world.groups));
    peer.world.history.push(...history);
    // Told before the bot gets its answer: what reached the network is never forgotten with this process.
    peer.world.told = (kind, id, text) => tell({ sent: { kind, id, text } });
    void peer.start().then(() => tell({ ready: true }));
  } else if ("event" in message) {
    peer?.world.history.push(message.event);
    if (peer?.world.online) peer.push(message.event);
  } else if ("token" in message) {
    peer?.setToken(message.token);
    peer?.hangUp();
  } else if (message.account === "out") peer?.signOut({ notice: true, beats: true });
  else peer?.signIn({ notice: false });
});
process.on("disconnect", () => process.exit(0));
