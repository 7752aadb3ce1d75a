import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { ChannelMemory } from "../channel.ts";
import { beginEpoch, compareIds, type EpochMemory, type Named, parseMemory, remember } from "./epoch.ts";
import type { Self } from "./inbound.ts";
import type { RemotePuppet } from "./puppet.ts";
import { listKnownPeople, listRooms } from "./rooms.ts";
import { pause, within } from "./waiting.ts";

/** One login whose ids are known to be of `epoch`. */
export interface Login {
  readonly self: Self;
  readonly epoch: string;
  readonly groups: readonly Named[];
  /** Messages before this time (milliseconds since 1970) were handled in an epoch before, or are nobody's concern now. */
  readonly notBefore: number;
  /** When it was settled. */
  readonly at: Date;
}

/** Lists load slowly after a login (wechat4u takes some seconds): so long nothing is decided. */
const GRACE_MS = 10_000;
const LOOK_AGAIN_MS = 1_000;
const SAVE_EVERY_MS = 30_000;
/** A first login replays what was on the phone: only what was just written is answered. */
const FIRST_LOGIN_MS = 10 * 60_000;

/** Tells for each login which epoch its ids belong to. */
export function createIdentity(deps: { memory: ChannelMemory | undefined; clock: Clock; logger: Logger }) {
  const { clock, logger } = deps;
  let known: EpochMemory | undefined;
  let loaded = false;
  let savedAt = 0;

  /** A time in the future would have all that comes before it taken for old. */
  const past = (time: number) => Math.min(time, clock.now().getTime());

  const save = async () => {
    savedAt = clock.now().getTime();
    if (!known || !deps.memory) return;
    // Without it the next start asks everybody to bind again: a nuisance, no danger.
    await deps.memory.write(JSON.stringify(known)).catch(() => logger.warn("the epoch could not be kept"));
  };

  return {
    epoch: () => known?.epoch ?? "",

    /** Loads what the last run kept, so that addresses of its epoch are known before the first login. */
    async load() {
      if (loaded) return;
      loaded = true;
      const text = await deps.memory?.read().catch(() => undefined);
      const kept = parseMemory(text);
      known ??= kept && { ...kept, lastIn: past(kept.lastIn) };
    },

    /** Looks at the account until it is clear which epoch it is in; `undefined` once `gone` resolves. */
    async settle(puppet: RemotePuppet, account: string, gone: Promise<unknown>): Promise<Login | undefined> {
      let left = false;
      void gone.then(() => {
        left = true;
      });
      const began = clock.now().getTime();
      while (!left) {
        try {
          const name = (await within(clock, LOOK_AGAIN_MS * 10, puppet.contactPayload(account))).name;
          const groups = await listRooms(puppet, clock);
          const people = known ? await listKnownPeople(puppet, known, clock) : [];
          const verdict = known ? compareIds(known, account, { groups, people }) : "changed";
          const now = clock.now().getTime();
          if (left) return undefined;
          if (verdict !== "unclear" || now - began >= GRACE_MS) {
            const same = verdict === "same" && known;
            const notBefore = same ? 0 : (known?.lastIn ?? now - FIRST_LOGIN_MS);
            known = remember(same || beginEpoch(account, known?.lastIn ?? now), { groups });
            await save();
            return { self: { id: account, name }, epoch: known.epoch, groups, notBefore, at: clock.now() };
          }
        } catch {
          // The gateway failed to answer one of many questions: asked again while the login stands.
        }
        await pause(clock, LOOK_AGAIN_MS, gone);
      }
      return undefined;
    },

    /** Remembers a group or person met in `epoch`, and the time of the newest message. */
    note(epoch: string, seen: { groups?: readonly Named[]; people?: readonly Named[]; at?: Date }) {
      if (!known || known.epoch !== epoch) return;
      known = remember(known, seen);
      if (seen.at) known = { ...known, lastIn: Math.max(known.lastIn, past(seen.at.getTime())) };
      if (clock.now().getTime() - savedAt > SAVE_EVERY_MS) void save();
    },

    save,
  };
}

export type Identity = ReturnType<typeof createIdentity>;
