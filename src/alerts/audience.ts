import type { Config } from "../config/config.ts";
import type { Alert } from "../domain/alerts.ts";
import { canonicalName } from "../domain/canonical.ts";
import { type Audience, type Group, inAudience } from "../domain/groups.ts";
import type { Reads } from "../store/store.ts";

/** The groups that an alert is meant for; none that the bot has left. */
export async function audienceOf(
  reads: Pick<Reads, "groups">,
  { audience = {} }: Pick<Alert, "audience">,
): Promise<Group[]> {
  return (await reads.groups.all()).filter(
    (group) => group.state !== "removed" && inAudience(group, audience),
  );
}

/** One name in a list of groups: what it was found to mean, or nothing. */
type Found = Audience | undefined;

/**
 * The audience that names mean: 「体育场警务室群」, 「交通安全群、体育场群」, 「全部」. A name is that of a group, an office or a
 * topic, whole or by its only beginning. Gives the names that mean nothing.
 */
export function readAudience(
  typed: string,
  groups: readonly Group[],
  { offices }: Pick<Config, "offices">,
): { readonly audience: Audience } | { readonly unknown: readonly string[] } {
  const names = typed
    .split(/[\s、，,;；和及]+/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const present = groups.filter(({ state }) => state !== "removed");
  const found = names.map((name) => findAudience(name, present, offices));
  const unknown = names.filter((_, i) => found[i] === undefined);
  if (names.length === 0 || unknown.length > 0) return { unknown };
  return { audience: joined(found as Audience[], present) };
}

const EVERYBODY = /^(?:全部|所有|全体|全所|每个|各)(?:的?(?:社区|居民))?群?$/;

function findAudience(name: string, groups: readonly Group[], offices: Config["offices"]): Found {
  if (EVERYBODY.test(name)) return {};
  const wanted = canonicalName(name);
  const exact = groups.filter((group) => canonicalName(group.name ?? "") === wanted);
  if (exact.length > 0) return { groups: exact.map(({ id }) => id) };
  const bare = wanted.replace(/(?:的|里)?(?:警民|社区|居民|微信)?群+$/, "");
  if (bare === "") return undefined;
  const office = only(
    offices.map((one) => one.name),
    bare,
  );
  if (office) return { offices: [office] };
  const topic = only([...new Set(groups.flatMap(({ topics }) => topics))], bare);
  if (topic) return { topics: [topic] };
  const near = only([...new Set(groups.map((group) => group.name ?? ""))], bare);
  return near ? { groups: groups.filter((group) => group.name === near).map(({ id }) => id) } : undefined;
}

/** The name itself, else the only one that begins with it. */
function only(names: readonly string[], wanted: string): string | undefined {
  const exact = names.find((name) => canonicalName(name) === wanted);
  if (exact) return exact;
  const close = names.filter((name) => canonicalName(name).startsWith(wanted));
  return close.length === 1 ? close[0] : undefined;
}

/** Names of one kind are one field; of several kinds, whoever is meant by any of them. */
function joined(found: readonly Audience[], groups: readonly Group[]): Audience {
  if (found.some((one) => Object.keys(one).length === 0)) return {};
  for (const field of ["groups", "offices", "topics"] as const) {
    if (found.every((one) => one[field]))
      return { [field]: [...new Set(found.flatMap((one) => one[field] ?? []))] };
  }
  return {
    groups: groups.filter((group) => found.some((one) => inAudience(group, one))).map(({ id }) => id),
  };
}
