import { join } from "node:path";
import type { Files, OpenFile } from "../disk/files.ts";
import { writeFully } from "../disk/whole-files.ts";
import { frame } from "./frame.ts";

/** First line of a journal. `after`: the sequence before its first transaction; it never starts again at 0. */
export interface JournalHeader {
  readonly journal: number;
  readonly instance: string;
  readonly schema: number;
  readonly after: number;
}

export function journalName(number: number): string {
  return `journal-${String(number).padStart(8, "0")}.ndjson`;
}

export function journalNumber(name: string): number | undefined {
  const match = /^journal-(\d{8})\.ndjson$/.exec(name);
  return match ? Number(match[1]) : undefined;
}

/** Makes a journal file with its header, durable under its name. Gives it open, and its length. */
export async function createJournalFile(
  files: Files,
  dir: string,
  header: JournalHeader,
): Promise<{ file: OpenFile; position: number }> {
  const file = await files.open(join(dir, journalName(header.journal)), "durable");
  try {
    const line = frame(header);
    await writeFully(file, line, 0);
    await files.syncFolder(dir);
    return { file, position: line.length };
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}
