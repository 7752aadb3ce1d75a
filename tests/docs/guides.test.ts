import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";

const root = join(import.meta.dirname, "../..");
const guides = [
  "README.zh-CN.md",
  "docs/configuration.md",
  "docs/promises.md",
  ...(await readdir(join(root, "docs/operations"))).map((name) => `docs/operations/${name}`),
];

test.each(guides)("%s names only pages, scripts, verbs and commands that are there", async (guide) => {
  const text = await readFile(join(root, guide), "utf8");
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = ""]) => found);

  const links = all(/\]\((?!https?:)([\w./-]+\.\w+)(?:#[^)]*)?\)/g);
  expect(links.filter((link) => !existsSync(join(root, dirname(guide), link)))).toEqual([]);
  const files = all(/\b((?:deploy|docs|tests|bench)[/\\][\w./\\-]*\w\.\w+)/g).map((file) =>
    file.replaceAll("\\", "/"),
  );
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);

  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  expect(all(/npm run (?:-s )?([a-z:]+)/g).filter((script) => !(script in scripts))).toEqual([]);
  const main = await readFile(join(root, "src/cli/main.ts"), "utf8");
  const verbs = all(/(?:run jingmin --|jingmin\.js) ([a-z]+)/g);
  expect(
    verbs.filter((verb) => !main.includes(`verb("${verb}"`) && !main.includes(`command("${verb}"`)),
  ).toEqual([]);

  const known = new Set(commands.flatMap(({ name, aliases }) => [name, ...aliases]));
  expect(all(/`\/(\p{Script=Han}+)(?=[ `])/gu).filter((word) => !known.has(word))).toEqual([]);
});
