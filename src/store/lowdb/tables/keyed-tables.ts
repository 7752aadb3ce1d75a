import type { KeyedTables } from "../../store.ts";

export type KeyedName = keyof KeyedTables;

/** The small tables of the port, each one shard, and the field that their rows are found by. */
export const keyedTables = {
  postings: "id",
  schedules: "id",
  draws: "series",
  budgets: "channel",
  adminNotices: "about",
  timers: "id",
  queryCodes: "hash",
  rounds: "id",
  handovers: "from",
  scheduled: "officer",
  heard: "officer",
  signIns: "id",
  sessions: "id",
  duties: "officer",
  auxiliaries: "id",
  cannedAnswers: "name",
  heldReplies: "id",
  mutes: "person",
  ledgerDrafts: "id",
  ledgerVersions: "id",
  acknowledgements: "group",
  suggestions: "id",
  monthlyReports: "month",
} as const satisfies { readonly [N in KeyedName]: keyof KeyedTables[N] };

export const keyedNames = Object.keys(keyedTables) as readonly KeyedName[];

/** What `make` gives for each of them, by name. */
export function forEachKeyed<R extends { readonly [N in KeyedName]: unknown }>(
  make: (name: KeyedName) => unknown,
): R {
  return Object.fromEntries(keyedNames.map((name) => [name, make(name)])) as R;
}
