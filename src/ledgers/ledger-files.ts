import { stat } from "node:fs/promises";
import type { Ledger } from "../domain/ledgers.ts";
import { bytesOf, entriesOf } from "../lib/folder.ts";
import type { Fault } from "../lib/text-file.ts";
import { readLedger } from "./ledger-file.ts";

/** What the folder `ledgers/` says; a broken file is in `faults` and left out. */
export interface LedgerFolder {
  /** By file name. */
  readonly ledgers: readonly Ledger[];
  readonly faults: readonly Fault[];
}

/** Reads the whole folder anew; one that is not there has no ledger. Never rejects for what is in it. */
export async function loadLedgers(dir: string, taken: ReadonlySet<string>): Promise<LedgerFolder> {
  const faults: Fault[] = [];
  if (!(await isThere(dir))) return { ledgers: [], faults };
  const read: { ledger: Ledger; file: string }[] = [];
  const files = (await entriesOf(dir, ".", faults)).filter((entry) => entry.isFile());
  for (const file of files.map(({ name }) => name).sort()) {
    if (!/\.ya?ml$/i.test(file) || /^[~_]/.test(file)) continue;
    const source = await bytesOf(dir, file, faults);
    if (!source) continue;
    const { ledger, faults: found } = readLedger(source, file, taken);
    faults.push(...found);
    if (ledger) read.push({ ledger, file });
  }
  const wrong = between(read);
  const broken = new Set(wrong.map(({ file }) => file));
  return {
    ledgers: read.filter(({ file }) => !broken.has(file)).map(({ ledger }) => ledger),
    faults: [...faults, ...wrong],
  };
}

/** What two files say differently, and what one names that no other is. */
function between(read: readonly { ledger: Ledger; file: string }[]): Fault[] {
  const ids = new Map<string, string>();
  const words = new Map<string, string>();
  const faults: Fault[] = [];
  const fault = (file: string, message: string) => faults.push({ file, line: 0, severity: "error", message });
  const all = new Set(read.map(({ ledger }) => ledger.id));
  for (const { ledger, file } of read) {
    const other = ids.get(ledger.id);
    if (other !== undefined) fault(file, `id ${ledger.id} 在 ${other} 里已经用了`);
    ids.set(ledger.id, other ?? file);
    for (const word of ledger.words) {
      const taken = words.get(word);
      if (taken !== undefined) fault(file, `「${word}」在 ${taken} 里已经用了`);
      words.set(word, taken ?? file);
    }
    for (const { title, ledger: of } of ledger.fields)
      if (of !== undefined && !all.has(of)) fault(file, `「${title}」要的台账 ${of} 没有，或者写坏了`);
  }
  return faults;
}

async function isThere(dir: string): Promise<boolean> {
  return stat(dir).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}
