import PQueue from "p-queue";
import type { Clock } from "../../lib/clock.ts";
import { type EpochMemory, knowsPerson, type Named } from "./epoch.ts";
import type { RemotePuppet } from "./puppet.ts";
import { within } from "./waiting.ts";

const LOOKUP_LIMIT_MS = 10_000;
/** Accounts were locked after five look-ups a second on the network; the gateway mostly answers from memory. */
const AT_ONCE = 4;

/** All groups the account is in, with their names; one that cannot be read is left out. */
export async function listRooms(puppet: RemotePuppet, clock: Clock): Promise<Named[]> {
  const ids = await within(clock, LOOKUP_LIMIT_MS, puppet.roomList());
  return lookUp(ids, clock, async (id) => (await puppet.roomPayload(id)).topic);
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
