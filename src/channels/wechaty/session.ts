import type { Clock } from "../../lib/clock.ts";
import type { PuppetAccess } from "./options.ts";
import type { PuppetFactory, RemotePuppet } from "./puppet.ts";
import type { Session } from "./supervisor.ts";
import { NoAnswerError, within } from "./waiting.ts";

/** `UNAUTHENTICATED`: https://grpc.io/docs/guides/status-codes/ */
const UNAUTHENTICATED = 16;
const DONG_LIMIT_MS = 5_000;
const STOP_LIMIT_MS = 8_000;

/** What a generation hears from the gateway. Handlers must not throw. */
export interface PuppetEvents {
  login(session: PuppetSession, accountId: string): void;
  logout(session: PuppetSession): void;
  ready(session: PuppetSession): void;
  scan(session: PuppetSession): void;
  message(session: PuppetSession, messageId: string): void;
  friendship(session: PuppetSession, friendshipId: string): void;
  roomInvite(session: PuppetSession, invitationId: string): void;
  roomJoin(session: PuppetSession, join: { roomId: string; ids: readonly string[] }): void;
  roomLeave(session: PuppetSession, leave: { roomId: string; ids: readonly string[] }): void;
}

export interface PuppetSession extends Session {
  readonly puppet: RemotePuppet;
  /** Ends this generation, so that the next one begins. */
  giveUp(fault: string): void;
}

/** One generation: a puppet of its own, from its connection to its end. After `close` it says nothing more. */
export function createSession(deps: {
  newPuppet: PuppetFactory;
  access: PuppetAccess;
  clock: Clock;
  on: PuppetEvents;
}): PuppetSession {
  const { clock, on } = deps;
  const puppet = deps.newPuppet(deps.access);
  let closed = false;
  let probes = 0;
  let unauthenticated = false;
  let lose: (fault: string) => void = () => {};
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  const dongs = new Map<string, () => void>();

  const session: PuppetSession = {
    puppet,
    lost,
    giveUp: (fault) => lose(fault),
    async start() {
      await puppet.start();
      // The library swallows a stream that failed to open, so the stream itself is asked.
      const stream = puppet.grpcManager.eventStream;
      if (puppet.state.active() !== true || !stream || stream.destroyed) throw new NoAnswerError();
      for (const end of ["end", "error", "close"] as const) stream.on(end, () => lose("offline"));
      if (!(await session.probe())) throw new NoAnswerError();
    },
    async probe() {
      const data = `jingmin-${++probes}`;
      const answered = new Promise<void>((resolve) => dongs.set(data, resolve));
      try {
        puppet.ding(data);
        await within(clock, DONG_LIMIT_MS, answered);
        return true;
      } catch {
        return false;
      } finally {
        dongs.delete(data);
      }
    },
    async close() {
      closed = true;
      puppet.detach();
      if (puppet.state.active() === true) await within(clock, STOP_LIMIT_MS, puppet.stop()).catch(() => {});
    },
    faultOf(error) {
      const code = (error as { code?: unknown } | undefined)?.code;
      if (unauthenticated || code === UNAUTHENTICATED) return "wrong-token";
      return error instanceof NoAnswerError ? "no-answer" : "offline";
    },
  };

  // `error` also comes for harmless look-ups: it never ends a generation, but it must have a listener.
  puppet.on("error", (payload) => {
    if (payload.gerror?.includes("Invalid Wechaty TOKEN") || payload.gerror?.includes('"code":16')) {
      unauthenticated = true;
    }
  });
  puppet.on("dong", ({ data }) => dongs.get(data ?? "")?.());
  const hear = <A extends unknown[]>(handle: (...args: A) => void) => {
    return (...args: A) => {
      if (!closed) handle(...args);
    };
  };
  puppet.on(
    "login",
    hear(({ contactId }) => on.login(session, contactId)),
  );
  puppet.on(
    "logout",
    hear(() => on.logout(session)),
  );
  puppet.on(
    "ready",
    hear(() => on.ready(session)),
  );
  puppet.on(
    "scan",
    hear(() => on.scan(session)),
  );
  puppet.on(
    "message",
    hear(({ messageId }) => on.message(session, messageId)),
  );
  puppet.on(
    "friendship",
    hear(({ friendshipId }) => on.friendship(session, friendshipId)),
  );
  puppet.on(
    "room-invite",
    hear(({ roomInvitationId }) => on.roomInvite(session, roomInvitationId)),
  );
  puppet.on(
    "room-join",
    hear(({ roomId, inviteeIdList }) => on.roomJoin(session, { roomId, ids: inviteeIdList })),
  );
  puppet.on(
    "room-leave",
    hear(({ roomId, removeeIdList }) => on.roomLeave(session, { roomId, ids: removeeIdList })),
  );
  return session;
}
