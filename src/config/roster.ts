import { canonicalName } from "../domain/canonical.ts";
import type { Group } from "../domain/groups.ts";
import { addressKey, type Officer, termOf } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import type { Tx } from "../store/store.ts";
import type { Config, GroupConfig } from "./config.ts";
import { readAddress } from "./config.ts";

/**
 * Brings the officers and groups of jingmin.yaml into the store. Where both name one, the file wins; an officer taken
 * out of it is revoked, a group taken out of it waits to be confirmed again.
 */
export async function syncRoster(t: Tx, config: Config, now: Date): Promise<void> {
  await syncOfficers(t, config, now);
  await syncGroups(t, config, now);
}

async function syncOfficers(t: Tx, config: Config, now: Date): Promise<void> {
  const known = await t.officers.all();
  const put = (officer: Officer, action: string) => {
    if (
      same(
        officer,
        known.find((o) => o.id === officer.id),
      )
    )
      return;
    t.officers.put(officer);
    const subject = { kind: "officer", id: officer.id } as const;
    t.audit.append({ at: now.toISOString(), actor: { system: "config" }, action, subject });
  };
  const claimed = new Set(
    config.officers.flatMap(({ accounts }) =>
      accounts.map((written) => addressKey(readAddress(written, "user"))),
    ),
  );
  for (const named of config.officers) {
    const accounts = named.accounts.map((written) => readAddress(written, "user"));
    const before =
      known.find((o) => o.name === named.name) ?? known.find((o) => isSameName(o.name, named.name));
    // An account taken out of the file is gone with it; what was bound in chat stays, unless the file gives it to another.
    const filed = new Set((before?.fileAccounts ?? []).map(addressKey));
    const bound = (before?.accounts ?? []).filter(
      (a) => !filed.has(addressKey(a)) && !claimed.has(addressKey(a)),
    );
    put(
      {
        id: before?.id ?? newId(now),
        name: named.name,
        role: named.role,
        ...(named.office ? { office: named.office } : {}),
        ...(named.unit ? { unit: named.unit } : {}),
        ...(named.approves.length > 0 ? { approves: named.approves } : {}),
        accounts: [...accounts, ...bound],
        fileAccounts: accounts,
        fixed: true,
        ...termOf(before),
      },
      "officer.named",
    );
  }
  for (const officer of known) {
    if (config.officers.some((o) => isSameName(o.name, officer.name))) continue;
    const accounts = officer.accounts.filter((a) => !claimed.has(addressKey(a)));
    if (!officer.fixed) put({ ...officer, accounts }, "officer.unbound");
    else if (!officer.revokedAt) {
      put(
        { ...officer, accounts: [], fileAccounts: [], fixed: false, revokedAt: now.toISOString() },
        "officer.revoked",
      );
    }
  }
}

async function syncGroups(t: Tx, config: Config, now: Date): Promise<void> {
  const known = await t.groups.all();
  const named = new Set<string>();
  for (const group of config.groups) {
    if (!group.address) continue;
    const address = readAddress(group.address, "group");
    named.add(addressKey(address));
    const before = known.find((g) => addressKey(g.address) === addressKey(address));
    const fresh: Omit<Group, "office" | "unit" | "members" | "topics" | "kind" | "fixed"> = {
      id: newId(now),
      address,
      muted: false,
      state: "confirmed",
    };
    // Removed in chat, it is wanted again; one of the file that the bot was taken out of stays so until it is back.
    const isBack = before?.state === "unconfirmed" || (before?.state === "removed" && !before.fixed);
    const next: Group = {
      ...(before ? withoutPlace(before) : fresh),
      ...settings(group),
      ...(isBack ? { state: "confirmed" as const } : {}),
      fixed: true,
      confirmedBy: "config",
    };
    if (!same(next, before)) t.groups.put(next);
  }
  for (const group of known) {
    const match = matchOf(config, group.address.channel, group.name);
    if (match && !group.fixed && group.state !== "removed") {
      const next = { ...withoutPlace(group), ...settings(match) };
      if (!same(next, group)) t.groups.put(next);
      continue;
    }
    if (group.fixed && !named.has(addressKey(group.address))) {
      t.groups.put({ ...group, fixed: false, state: group.state === "removed" ? "removed" : "unconfirmed" });
    }
  }
}

function isSameName(one: string, other: string): boolean {
  return canonicalName(one) === canonicalName(other);
}

/** What `match` in the file says of a group found by its name, for a person to confirm. */
export function matchedGroup(
  config: Config,
  channel: string,
  name: string | undefined,
): Pick<Group, "topics" | "kind"> & Partial<Pick<Group, "name" | "office" | "unit" | "members">> {
  const match = matchOf(config, channel, name);
  return match ? settings(match) : { topics: [], kind: "community", ...(name ? { name } : {}) };
}

function matchOf(config: Config, channel: string, name: string | undefined): GroupConfig | undefined {
  return config.groups.find(
    (g) => g.match?.channel === channel && name !== undefined && isSameName(g.match.name, name),
  );
}

/** What the file does not say of office, unit and members is no longer so. */
function withoutPlace({ office, unit, members, ...rest }: Group): Group {
  return rest;
}

function settings(group: GroupConfig) {
  const name = group.name ?? group.match?.name;
  return {
    topics: group.topics,
    kind: group.kind,
    ...(name ? { name } : {}),
    ...(group.office ? { office: group.office } : {}),
    ...(group.unit ? { unit: group.unit } : {}),
    ...(group.members ? { members: group.members } : {}),
  };
}

function same(a: unknown, b: unknown): boolean {
  const plain = (value: unknown) =>
    JSON.stringify(value, (_, v) =>
      v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v,
    );
  return plain(a) === plain(b);
}
