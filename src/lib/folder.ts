import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "./text-file.ts";

/** What is in a folder that operators edit, without hidden names; what cannot be read is a fault, and an empty list. */
export async function entriesOf(dir: string, folder: string, faults: Fault[]): Promise<Dirent[]> {
  try {
    const all = await readdir(join(dir, folder), { withFileTypes: true });
    return all.filter(({ name }) => !name.startsWith("."));
  } catch (error) {
    const file = folder === "." ? dir : `${folder}/`;
    faults.push({ file, line: 0, severity: "error", message: unreadable(error) });
    return [];
  }
}

/** The bytes of `dir/file`; a file that cannot be read is a fault, and `undefined`. */
export async function bytesOf(dir: string, file: string, faults: Fault[]): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(dir, file));
  } catch (error) {
    faults.push({ file, line: 0, severity: "error", message: unreadable(error) });
    return undefined;
  }
}

function unreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
  return code === "ENOENT" ? "找不到" : `读不出来（${code}）`;
}
