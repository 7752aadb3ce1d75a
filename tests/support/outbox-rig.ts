import { pino } from "pino";
import type { Channel } from "../../src/channels/channel.ts";
import type { Delivery } from "../../src/domain/deliveries.ts";
import type { Group } from "../../src/domain/groups.ts";
import type { Address, Contact, Officer } from "../../src/domain/people.ts";
import { createOutbox, type OutboxDeps } from "../../src/outbox/outbox.ts";
import type { Store } from "../../src/store/store.ts";
import { createFakeChannel, type FakeChannel } from "./fake-channel.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createTestClock } from "./test-clock.ts";

export const silent = pino({ level: "silent" });

export function aGroup(id: string, more: Partial<Group> = {}): Group {
  return {
    id: `g${id}`,
    address: { channel: "qq", epoch: "", kind: "group", id },
    name: `群${id}`,
    office: "体育场警务室",
    topics: [],
    kind: "community",
    state: "confirmed",
    muted: false,
    fixed: true,
    ...more,
  };
}

export function anAddress(id: string, more: Partial<Address> = {}): Address {
  return { channel: "qq", epoch: "", kind: "user", id, ...more };
}

export function aContact(id: string, ...addresses: Address[]): Contact {
  return { id, name: "居民", addresses, firstSeen: "2026-11-01T00:00:00.000Z" };
}

export function anOfficer(id: string, more: Partial<Officer> = {}): Officer {
  return { id, name: id, role: "officer", accounts: [anAddress(id)], fixed: true, ...more };
}

/** An outbox over a memory store, one fake QQ account and a set clock. */
export async function outboxRig(
  options: Partial<OutboxDeps> & { channel?: FakeChannel; seed?: (store: Store) => Promise<void> } = {},
) {
  const clock = createTestClock();
  const store = options.store ?? createMemoryStore({ rehearse: true });
  const channel = options.channel ?? createFakeChannel();
  const channels = options.channels ?? new Map<string, Channel>([[channel.name, channel]]);
  await store.tx(async (t) => {
    for (const id of ["1", "2", "3"]) {
      t.groups.put(aGroup(id));
      t.contacts.put(aContact(`p${id}`, anAddress(`u${id}`)));
      t.officers.put(anOfficer(`o${id}`));
    }
  });
  await options.seed?.(store);
  const deps: OutboxDeps = {
    store,
    channels,
    clock,
    logger: silent,
    budgets: new Map(),
    timezone: "Asia/Shanghai",
    identityOf: async () => "",
    attachmentPath: (hash) => `/data/attachments/${hash}`,
    random: () => 0,
    ...options,
  };
  const outbox = createOutbox(deps);
  await outbox.start();
  let count = 0;
  const row = (to: Delivery["to"], more: Partial<Delivery> = {}): Delivery => ({
    id: `d${String(++count).padStart(5, "0")}`,
    kind: "group" in to ? "broadcast" : "officer" in to ? "notice" : "answer",
    to,
    text: "话",
    state: "pending",
    attempts: 0,
    createdAt: clock.now().toISOString(),
    ...more,
  });
  const put = (...rows: Delivery[]) =>
    store.tx(async (t) => {
      for (const r of rows) t.deliveries.put(r);
    });
  const state = async (id: string) => (await store.deliveries.get(id))?.state;
  return {
    clock,
    store,
    channel,
    deps,
    outbox,
    row,
    put,
    state,
    advance: (ms: number) => clock.advance(ms, outbox.idle),
  };
}
