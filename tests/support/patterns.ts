import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vitest/node";

/** Folders whose regular expressions meet what strangers write. */
const folders = ["inbound", "domain", "channels", "reports", "commands", "people", "handbook", "attachments"];

/** Every regular expression that stands as a literal in those folders, as it is written, with its files. */
export function patternsOfStrangers(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const file of readdirSync(join("src", folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue;
      const path = join("src", folder, file);
      const ast = parseAst(readFileSync(path, "utf8"), { lang: "ts" });
      for (const pattern of literalsIn(ast)) found.set(pattern, path);
    }
  }
  return found;
}

function* literalsIn(node: unknown): Generator<string> {
  if (typeof node !== "object" || node === null) return;
  const { regex } = node as { regex?: { pattern: string; flags: string } | null };
  if (regex) yield `/${regex.pattern}/${regex.flags}`;
  for (const child of Object.values(node)) yield* literalsIn(child);
}

export function sourceOf(pattern: string): { source: string; flags: string } {
  const end = pattern.lastIndexOf("/");
  return { source: pattern.slice(1, end), flags: pattern.slice(end + 1) };
}
