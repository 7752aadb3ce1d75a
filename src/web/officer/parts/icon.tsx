/** @jsxImportSource hono/jsx */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { raw } from "hono/html";

const require = createRequire(import.meta.url);
const names = [
  "bar-chart",
  "book",
  "chat-left-text",
  "chevron-left",
  "file-earmark",
  "file-earmark-text",
  "hdd-network",
  "house",
  "journal-check",
  "journal-text",
  "megaphone",
  "mic",
  "people",
  "person-badge",
  "search",
  "three-dots",
] as const;
export type IconName = (typeof names)[number];

const drawn = new Map(
  names.map((name) => {
    const svg = readFileSync(require.resolve(`bootstrap-icons/icons/${name}.svg`), "utf8");
    return [name, svg.replace(/class="[^"]*"/, 'class="icon" aria-hidden="true"')] as const;
  }),
);

/** An icon of the set; what it means stands beside it in words. */
export function Icon({ name }: { readonly name: IconName }) {
  return raw(drawn.get(name) ?? "");
}
