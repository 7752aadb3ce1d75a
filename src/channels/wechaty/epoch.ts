import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";

const memorySchema = z.object({
  epoch: z.string().min(1),
  salt: z.string(),
  account: z.string(),
  groups: z.record(z.string(), z.string()),
  people: z.record(z.string(), z.string()),
  lastIn: z.number(),
});

/**
 * What is remembered of one epoch, to tell after the next login whether ids still mean the same. Digests only:
 * `groups` and `people` (those heard last) map the digest of an id to the digest of its name.
 * `lastIn`: time of the newest message passed on, milliseconds since 1970.
 */
export type EpochMemory = Readonly<z.infer<typeof memorySchema>>;

/** An id of the network with the name it bears now. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

const MOST_GROUPS = 500;
/** Each costs a look-up on the network at the next login. */
const MOST_PEOPLE = 20;

/** A new epoch, for an account whose ids are not known to mean what they meant. */
export function beginEpoch(account: string, lastIn: number): EpochMemory {
  const salt = randomBytes(8).toString("hex");
  const epoch = randomBytes(6).toString("hex");
  return { epoch, salt, account: digest(salt, account), groups: {}, people: {}, lastIn };
}

/** The memory with these seen; the newest are kept. */
export function remember(
  memory: EpochMemory,
  seen: { groups?: readonly Named[]; people?: readonly Named[] },
): EpochMemory {
  return {
    ...memory,
    groups: add(memory, memory.groups, seen.groups ?? [], MOST_GROUPS),
    people: add(memory, memory.people, seen.people ?? [], MOST_PEOPLE),
  };
}

/**
 * Whether ids still mean the same after a login. Another account: `changed`. Else of what was remembered more ids must
 * bear their old name than bear another. An id that is gone proves nothing (a group left, a list still loading), nor
 * does one without a name (a look-up that failed), so where nothing speaks either way it is `unclear`, and in the end
 * taken for changed: binding again costs a minute, a wrong recipient cannot be undone.
 */
export function compareIds(
  memory: EpochMemory,
  account: string,
  present: { groups: readonly Named[]; people: readonly Named[] },
): "same" | "changed" | "unclear" {
  if (digest(memory.salt, account) !== memory.account) return "changed";
  const before = { ...memory.groups, ...memory.people };
  if (Object.keys(before).length === 0) return "same";
  let agree = 0;
  let differ = 0;
  for (const { id, name } of [...present.groups, ...present.people]) {
    const known = before[digest(memory.salt, id)];
    if (known === undefined || name === "") continue;
    if (known === digest(memory.salt, name)) agree += 1;
    else differ += 1;
  }
  if (agree > differ) return "same";
  return differ > 0 ? "changed" : "unclear";
}

/** Whether a person is among the remembered, so that the present name is worth a look-up. */
export function knowsPerson(memory: EpochMemory, id: string): boolean {
  return memory.people[digest(memory.salt, id)] !== undefined;
}

/** Reads what was written; `undefined` where it is nothing of ours. */
export function parseMemory(text: string | undefined): EpochMemory | undefined {
  try {
    return memorySchema.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}

function add(
  { salt }: EpochMemory,
  before: Readonly<Record<string, string>>,
  seen: readonly Named[],
  most: number,
): Record<string, string> {
  const names = new Map(Object.entries(before));
  for (const { id, name } of seen) {
    // A name that could not be looked up.
    if (name === "") continue;
    const key = digest(salt, id);
    names.delete(key);
    names.set(key, digest(salt, name));
  }
  return Object.fromEntries([...names].slice(-most));
}

function digest(salt: string, value: string): string {
  return createHash("sha256").update(`${salt}\n${value}`).digest("base64url").slice(0, 16);
}
