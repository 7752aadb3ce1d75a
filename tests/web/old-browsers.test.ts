import { readFile } from "node:fs/promises";
import doiuse from "doiuse";
import { transform } from "esbuild";
import postcss from "postcss";
import { expect, test } from "vitest";

/** What the station's old desktop runs. */
const OLDEST = "chrome87";
const read = (name: string) => readFile(new URL(`../../src/web/static/${name}`, import.meta.url), "utf8");

/** What the text would have to become for that browser: the same, where it is understood as it is. */
async function lowered(text: string, loader: "js" | "css", target: string) {
  return (await transform(text, { loader, target })).code;
}

test.each([
  ["officer.js", "js"],
  ["officer.css", "css"],
  ["public.css", "css"],
] as const)("%s has no syntax newer than Chrome 87", async (name, loader) => {
  const text = await read(name);
  expect(await lowered(text, loader, OLDEST)).toBe(await lowered(text, loader, "esnext"));
});

test("syntax that is newer would be found", async () => {
  expect(await lowered("class A { static { this.b = 1; } }", "js", OLDEST)).not.toContain("static {");
  expect(await lowered("a { inset: 0; & b { color: red } }", "css", OLDEST)).not.toContain("& b");
});

async function unknownFeatures(css: string): Promise<string[]> {
  const found: string[] = [];
  await postcss(
    doiuse({
      browsers: ["chrome 87"],
      // `hidden` and `auto` are as old as CSS 2; what is missing there is `clip`.
      ignore: ["css-overflow"],
      onFeatureUsage: ({ message }) => found.push(message),
    }),
  ).process(css, { from: "officer.css" });
  return found;
}

test("officer.css uses no feature that Chrome 87 lacks; one would be found", async () => {
  expect(await unknownFeatures(await read("officer.css"))).toEqual([]);
  expect(
    await unknownFeatures("a:has(b) { color: red } @container (min-width: 1px) { a { color: red } }"),
  ).not.toEqual([]);
});

test("what is ours of the officers' pages is 60 KB over the wire at most", async () => {
  const sizes = await Promise.all(
    ["officer.js", "officer.css"].map(async (name) => (await read(name)).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60 * 1024);
});
