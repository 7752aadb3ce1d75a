import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { type ChannelEvents, DeliveryError } from "../channel.ts";
import type { Named } from "./epoch.ts";
import type { Login } from "./identity.ts";
import type { RemotePuppet } from "./puppet.ts";
import { within } from "./waiting.ts";

/** `FriendshipType` of wechaty-puppet 1.21 (schemas/friendship.ts). */
const friendshipType = { confirm: 1, receive: 2 } as const;
const LIMIT_MS = 15_000;

/** Friendships, invitations, and the bot's own coming and going; each is a look-up and one event. */
export function createRequests(deps: {
  clock: Clock;
  logger: Logger;
  canAcceptInvite: boolean;
  address(kind: Address["kind"], id: string, epoch: string): Address;
  events(): ChannelEvents | undefined;
  /** The bot is in a group whose name is known. */
  met(epoch: string, group: Named): void;
}) {
  const { clock, logger, address, events } = deps;
  const ask = <T>(call: Promise<T>) => within(clock, LIMIT_MS, call);

  const handle = (
    what: string,
    login: Promise<Login | undefined> | undefined,
    work: (l: Login) => Promise<void>,
  ) => {
    const run = async () => {
      const settled = await login;
      if (settled) await work(settled);
    };
    run().catch(() => logger.warn({ what }, "the gateway did not say more about an event"));
  };

  return {
    friendship(puppet: RemotePuppet, id: string, login: Promise<Login | undefined> | undefined) {
      handle("friendship", login, async ({ epoch }) => {
        const friendship = await ask(puppet.friendshipPayload(id));
        if (!friendship.contactId) return;
        const who = address("user", friendship.contactId, epoch);
        const name = await ask(puppet.contactPayload(friendship.contactId))
          .then((contact) => contact.name)
          .catch(() => "");
        if (friendship.type === friendshipType.confirm) events()?.friendAdded({ address: who, name });
        if (friendship.type !== friendshipType.receive) return;
        events()?.friendRequest({
          from: who,
          fromName: name,
          message: friendship.hello ?? "",
          accept: () => ask(puppet.friendshipAccept(id)),
        });
      });
    },

    invitation(puppet: RemotePuppet, id: string, login: Promise<Login | undefined> | undefined) {
      handle("room-invite", login, async ({ epoch }) => {
        const invitation = await ask(puppet.roomInvitationPayload(id));
        const inviter = await ask(puppet.contactPayload(invitation.inviterId)).catch(() => undefined);
        events()?.invitation({
          from: address("user", invitation.inviterId, epoch),
          fromName: inviter?.name ?? "",
          groupName: invitation.topic,
          accept: async () => {
            if (!deps.canAcceptInvite) throw new DeliveryError("not-sent", "unsupported", false);
            await ask(puppet.roomInvitationAccept(id));
          },
        });
      });
    },

    joined(
      puppet: RemotePuppet,
      roomId: string,
      ids: readonly string[],
      login: Promise<Login | undefined> | undefined,
    ) {
      handle("room-join", login, async ({ epoch, self }) => {
        if (!ids.includes(self.id)) return;
        const name = await ask(puppet.roomPayload(roomId))
          .then((room) => room.topic)
          .catch(() => undefined);
        if (name !== undefined) deps.met(epoch, { id: roomId, name });
        events()?.joined({ address: address("group", roomId, epoch), ...(name ? { name } : {}) });
      });
    },

    left(roomId: string, ids: readonly string[], login: Promise<Login | undefined> | undefined) {
      handle("room-leave", login, async ({ epoch, self }) => {
        if (ids.includes(self.id)) events()?.left({ address: address("group", roomId, epoch) });
      });
    },
  };
}
