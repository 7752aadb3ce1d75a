import type { ChannelEvents } from "../../src/channels/channel.ts";

type Told = { [K in keyof ChannelEvents]: Parameters<ChannelEvents[K]>[0][] };

/** Keeps everything a channel tells, by event. */
export function recordAll(): { on: ChannelEvents; told: Told } {
  const told: Told = {
    message: [],
    ignored: [],
    missed: [],
    invitation: [],
    friendRequest: [],
    friendAdded: [],
    joined: [],
    left: [],
    muted: [],
    recalled: [],
    echo: [],
    epoch: [],
    health: [],
    entered: [],
    undelivered: [],
  };
  const on: ChannelEvents = {
    message(e, settled) {
      told.message.push(e);
      settled?.(true);
    },
    entered(e, settled) {
      told.entered.push(e);
      settled?.(true);
    },
    undelivered(e, settled) {
      told.undelivered.push(e);
      settled?.(true);
    },
    ignored: (e) => told.ignored.push(e),
    missed: (e) => told.missed.push(e),
    invitation: (e) => told.invitation.push(e),
    friendRequest: (e) => told.friendRequest.push(e),
    friendAdded: (e) => told.friendAdded.push(e),
    joined: (e) => told.joined.push(e),
    left: (e) => told.left.push(e),
    muted: (e) => told.muted.push(e),
    recalled: (e) => told.recalled.push(e),
    echo: (e) => told.echo.push(e),
    epoch: (e) => told.epoch.push(e),
    health: (e) => told.health.push(e),
  };
  return { on, told };
}
