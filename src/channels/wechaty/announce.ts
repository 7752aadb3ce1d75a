import type { Clock } from "../../lib/clock.ts";
import type { Named } from "./epoch.ts";
import type { Login } from "./identity.ts";
import type { RemotePuppet } from "./puppet.ts";
import { listRoomsAtRest } from "./rooms.ts";

/** Tells the groups of an epoch once the list of them is whole, and again only when one is there that was not told. */
export function createAnnouncer(deps: {
  clock: Clock;
  tell(epoch: string, groups: readonly Named[]): void;
}): (puppet: RemotePuppet, login: Login, until: { ready: Promise<void>; gone: Promise<unknown> }) => void {
  let told = { epoch: "", ids: new Set<string>() };
  return (puppet, login, until) => {
    let gone = false;
    void until.gone.then(() => {
      gone = true;
    });
    const announce = async (known: readonly Named[], ready: Promise<void>) => {
      const groups = await listRoomsAtRest(puppet, deps.clock, known, { ready, gone: until.gone });
      if (gone) return groups;
      const { epoch } = login;
      if (told.epoch !== epoch || groups.some((group) => !told.ids.has(group.id))) {
        told = { epoch, ids: new Set(groups.map((group) => group.id)) };
        deps.tell(epoch, groups);
      }
      return groups;
    };
    // A list that rests may still grow until the puppet says that it is ready.
    void announce(login.groups, until.ready)
      .then(async (groups) => {
        await until.ready;
        await announce(groups, until.ready);
      })
      .catch(() => {});
  };
}
