import type { Clock } from "../../lib/clock.ts";
import type { ChannelHealth } from "../channel.ts";
import type { OnebotEvent } from "./frames.ts";
import type { LineFault } from "./line.ts";

export interface Pulse {
  /** The peer proved itself. `online`: what it says of the account, where it says. */
  connected(online?: boolean): void;
  lost(fault: LineFault): void;
  /** A heartbeat: its interval, and what it says of the account. */
  beat(event: OnebotEvent): void;
  signedOut(): void;
  signedIn(): void;
  /** A message of somebody else, written at `at`: an account that gets one is there. */
  heard(at: Date): void;
  said(): void;
  online(): boolean;
  health(): ChannelHealth;
  /** Milliseconds of silence after which the peer has to show that it lives. */
  patience(): number;
}

/** Milliseconds, as NapCat has it unless told otherwise. */
const USUAL_INTERVAL = 30_000;
const LONGEST_INTERVAL = 300_000;

/**
 * Whether the account is really there. The socket says nothing about it: NapCat and Lagrange push `bot_offline`,
 * LLOneBot only says `online:false` in its heartbeat, Lagrange's heartbeat says `true` in any case.
 */
export function createPulse(clock: Clock, changed: (health: ChannelHealth) => void): Pulse {
  let connected = false;
  let out = false;
  let fault: string | undefined = "offline";
  let since = clock.now();
  let lastIn: Date | undefined;
  let lastOut: Date | undefined;
  let interval = USUAL_INTERVAL;
  /** Whether this peer's heartbeat was ever seen to say that the account is away: then it may also say it is back. */
  let honest = false;
  let outSince = since;

  const online = () => connected && !out;
  const health = (): ChannelHealth => ({
    online: online(),
    since,
    ...(lastIn && { lastIn }),
    ...(lastOut && { lastOut }),
    ...(fault !== undefined && { fault }),
  });
  function update(change: () => void): void {
    const before = { online: online(), fault };
    change();
    if (connected) fault = out ? "signed-out" : undefined;
    if (online() !== before.online) since = clock.now();
    if (online() !== before.online || fault !== before.fault) changed(health());
  }

  function leave(): void {
    if (!out) outSince = clock.now();
    out = true;
  }

  return {
    connected: (says) =>
      update(() => {
        connected = true;
        if (says !== undefined) out = !says;
      }),
    lost: (why) =>
      update(() => {
        connected = false;
        // The next connection says anew whether the account is there.
        out = false;
        fault = why;
      }),
    beat({ status, interval: every }) {
      interval = every !== undefined && every > 0 ? Math.min(every, LONGEST_INTERVAL) : USUAL_INTERVAL;
      if (status?.online === false) honest = true;
      if (status?.online === false) update(leave);
      if (status?.online === true && honest) update(() => (out = false));
    },
    signedOut: () => update(leave),
    signedIn: () => update(() => (out = false)),
    heard(at) {
      lastIn = clock.now();
      if (out && at > outSince) update(() => (out = false));
    },
    said() {
      lastOut = clock.now();
    },
    online,
    health,
    patience: () => 2 * interval,
  };
}
