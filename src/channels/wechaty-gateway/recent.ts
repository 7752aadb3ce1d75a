import type { Puppet } from "wechaty-puppet";
import type { Clock } from "../../lib/clock.ts";

const KEPT_MS = 10 * 60_000;
/** Of the messages in groups, which may be thousands: few of them are for the bot. */
const MOST_IN_GROUPS = 500;
/** The library drops what it receives while it sets up its stream; so long we wait before we repeat. */
const REPEAT_AFTER_MS = 300;

/**
 * Tells a bot that connects what it may have missed: that the account is signed in, and which messages came in the
 * last ten minutes. Without this a message that arrives while the bot restarts is lost, because the server's event
 * stream has no memory; the bot drops what it knows already. Holds ids only.
 */
export function repeatForLatecomers(puppet: Puppet, clock: Clock): () => void {
  /** When each came, the oldest first. */
  const recent = new Map<string, number>();
  const inGroups: string[] = [];
  let repeating = false;
  let cancel = () => {};

  const keep = ({ messageId }: { messageId: string }) => {
    if (repeating) return;
    const now = clock.now().getTime();
    recent.set(messageId, now);
    for (const [id, at] of recent) {
      if (at >= now - KEPT_MS) break;
      recent.delete(id);
    }
    // The bot asks the same, and the puppet then has the answer. Where it has none the message counts as a direct one.
    void puppet.messagePayload(messageId).then(
      ({ roomId }) => {
        if (roomId && inGroups.push(messageId) > MOST_IN_GROUPS) recent.delete(inGroups.shift() ?? "");
      },
      () => {},
    );
  };
  const repeat = () => {
    if (!puppet.isLoggedIn) return;
    repeating = true;
    puppet.emit("login", { contactId: puppet.currentUserId });
    const oldest = clock.now().getTime() - KEPT_MS;
    for (const [messageId, at] of [...recent]) if (at >= oldest) puppet.emit("message", { messageId });
    repeating = false;
  };
  const attached = (event: string | symbol) => {
    if (event !== "message") return;
    cancel();
    cancel = clock.after(REPEAT_AFTER_MS, repeat);
  };
  // A new login means new ids: what came before it cannot be looked up any more.
  const forget = () => {
    recent.clear();
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
