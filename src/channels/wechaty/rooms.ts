import PQueue from "p-queue";
import type { Clock } from "../../lib/clock.ts";
import { type EpochMemory, knowsPerson, type Named } from "./epoch.ts";
import type { RemotePuppet } from "./puppet.ts";
import { pause, within } from "./waiting.ts";

const LOOKUP_LIMIT_MS = 10_000;
/** Accounts were locked after five look-ups a second on the network; the gateway mostly answers from memory. */
const AT_ONCE = 4;

/** All groups the account is in, with their names; one that cannot be read is left out. */
export async function listRooms(puppet: RemotePuppet, clock: Clock): Promise<Named[]> {
  const ids = await within(clock, LOOKUP_LIMIT_MS, puppet.roomList());
  return lookUp(ids, clock, async (id) => (await puppet.roomPayload(id)).topic);
}

const REST_MS = 2_000;
const LONGEST_REST_MS = 60_000;

/**
 * The groups once the list has stopped growing: wechat4u fills it for some seconds after a login, and says `ready`
 * late or, behind other gateways, never.
 */
export async function listRoomsAtRest(
  puppet: RemotePuppet,
  clock: Clock,
  before: readonly Named[],
  until: { ready: Promise<void>; gone: Promise<unknown> },
): Promise<readonly Named[]> {
  const latest = clock.now().getTime() + LONGEST_REST_MS;
  let over = false;
  for (const end of [until.ready, until.gone]) {
    void end.then(() => {
      over = true;
    });
  }
  let known = before;
  for (;;) {
    await pause(clock, REST_MS, Promise.race([until.ready, until.gone]));
    const rooms = await listRooms(puppet, clock).catch(() => known);
    const rests = rooms.length > 0 && rooms.length === known.length;
    known = rooms;
    if (over || rests || clock.now().getTime() > latest) return rooms;
  }
}

/** Those people of the account that are remembered, with their present names. */
export async function listKnownPeople(
  puppet: RemotePuppet,
  memory: EpochMemory,
  clock: Clock,
): Promise<Named[]> {
  const ids = await within(clock, LOOKUP_LIMIT_MS, puppet.contactList());
  const known = ids.filter((id) => knowsPerson(memory, id));
  return lookUp(known, clock, async (id) => (await puppet.contactPayload(id)).name);
}

async function lookUp(
  ids: string[],
  clock: Clock,
  nameOf: (id: string) => Promise<string>,
): Promise<Named[]> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const found = await queue.addAll(
    ids.map((id) => async () => {
      const name = await within(clock, LOOKUP_LIMIT_MS, nameOf(id)).catch(() => undefined);
      return name === undefined ? [] : [{ id, name }];
    }),
  );
  return found.flat();
}
