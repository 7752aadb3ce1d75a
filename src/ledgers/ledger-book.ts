import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Ledger } from "../domain/ledgers.ts";
import type { Clock } from "../lib/clock.ts";
import { loadLedgers } from "./ledger-files.ts";

/** The files may be edited while the bot runs. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** The ledgers of a running station. */
export interface LedgerBook {
  /** Those that are in use, as the folder was at most ten minutes ago; a file that broke since keeps its last good form. */
  current(): readonly Ledger[];
  start(): Promise<void>;
  idle(): Promise<void>;
  stop(): void;
}

export function createLedgerBook({
  dir,
  taken,
  clock,
  every = false,
}: {
  readonly dir: string;
  readonly taken: ReadonlySet<string>;
  readonly clock: Clock;
  /** Also those that their files leave switched off: a sample shows what there is. */
  readonly every?: boolean | undefined;
}): LedgerBook {
  let ledgers: readonly Ledger[] = [];
  let seen = "";
  let reading = Promise.resolve();
  let cancel = () => {};

  function look(): void {
    cancel = clock.after(LOOK_AGAIN_MS, look);
    reading = read();
  }

  async function read(): Promise<void> {
    const now = await stampOf(dir);
    if (now === seen) return;
    const { ledgers: found, faults } = await loadLedgers(dir, taken);
    const kept = faults.length > 0 ? ledgers.filter(({ id }) => !found.some((one) => one.id === id)) : [];
    ledgers = [...found, ...kept];
    seen = now;
  }

  return {
    current: () => (every ? ledgers : ledgers.filter(({ enabled }) => enabled)),
    async start() {
      look();
      await reading;
    },
    idle: () => reading,
    stop: () => cancel(),
  };
}

/** Changes when a file of the folder does. */
async function stampOf(dir: string): Promise<string> {
  try {
    const names = (await readdir(dir)).sort();
    const stats = await Promise.all(names.map((name) => stat(join(dir, name))));
    return names.map((name, i) => `${name} ${stats[i]?.mtimeMs} ${stats[i]?.size}`).join("\n");
  } catch {
    return "none";
  }
}
