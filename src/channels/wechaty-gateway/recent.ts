import type { Puppet } from "wechaty-puppet";
import type { Clock } from "../../lib/clock.ts";

const KEPT_MS = 10 * 60_000;
const MOST = 500;
/** The library drops what it receives while it sets up its stream; so long we wait before we repeat. */
const REPEAT_AFTER_MS = 300;

/**
 * Tells a bot that connects what it may have missed: that the account is signed in, and which messages came in the
 * last ten minutes. Without this a message that arrives while the bot restarts is lost, because the server's event
 * stream has no memory; the bot drops what it knows already. Holds ids only.
 */
export function repeatForLatecomers(puppet: Puppet, clock: Clock): () => void {
  const recent: { messageId: string; at: number }[] = [];
  let repeating = false;
  let cancel = () => {};

  const keep = ({ messageId }: { messageId: string }) => {
    if (repeating) return;
    const now = clock.now().getTime();
    recent.push({ messageId, at: now });
    while (recent.length > MOST || (recent[0] && recent[0].at < now - KEPT_MS)) recent.shift();
  };
  const repeat = () => {
    if (!puppet.isLoggedIn) return;
    repeating = true;
    puppet.emit("login", { contactId: puppet.currentUserId });
    const oldest = clock.now().getTime() - KEPT_MS;
    for (const { messageId, at } of [...recent]) if (at >= oldest) puppet.emit("message", { messageId });
    repeating = false;
  };
  const attached = (event: string | symbol) => {
    if (event !== "message") return;
    cancel();
    cancel = clock.after(REPEAT_AFTER_MS, repeat);
  };
  // A new login means new ids: what came before it cannot be looked up any more.
  const forget = () => {
    recent.length = 0;
  };

  puppet.on("message", keep);
  puppet.on("logout", forget);
  const emitter = puppet as unknown as NodeJS.EventEmitter;
  emitter.on("newListener", attached);
  return () => {
    cancel();
    puppet.off("message", keep);
    puppet.off("logout", forget);
    emitter.off("newListener", attached);
  };
}
