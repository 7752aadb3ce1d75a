import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** The accessibility rules that axe-core finds broken on the page as it stands, each with its element. */
export async function axeFindings(page: Page): Promise<string[]> {
  // As an expression: the page's policy forbids added scripts.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  return page.evaluate(
    `axe.run().then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" "))))`,
  );
}
