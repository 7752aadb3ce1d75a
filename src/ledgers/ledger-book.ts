import type { Ledger } from "../domain/ledgers.ts";
import type { Clock } from "../lib/clock.ts";
import { loadLedgers } from "./ledger-files.ts";

/** The files may be edited while the bot runs. */
const READ_AGAIN_MS = 5 * 60_000;

/** The ledgers of a running station. */
export interface LedgerBook {
  /** Those that are in use, as the folder was at most five minutes ago; a file that broke since keeps its last good form. */
  current(): readonly Ledger[];
  start(): Promise<void>;
  idle(): Promise<void>;
  stop(): void;
}

export function createLedgerBook({
  dir,
  taken,
  clock,
}: {
  readonly dir: string;
  readonly taken: ReadonlySet<string>;
  readonly clock: Clock;
}): LedgerBook {
  let ledgers: readonly Ledger[] = [];
  let reading = Promise.resolve();
  let cancel = () => {};

  function read(): void {
    cancel = clock.after(READ_AGAIN_MS, read);
    reading = loadLedgers(dir, taken).then(({ ledgers: found, faults }) => {
      const kept = faults.length > 0 ? ledgers.filter(({ id }) => !found.some((one) => one.id === id)) : [];
      ledgers = [...found, ...kept];
    });
  }

  return {
    current: () => ledgers.filter(({ enabled }) => enabled),
    async start() {
      read();
      await reading;
    },
    idle: () => reading,
    stop: () => cancel(),
  };
}
