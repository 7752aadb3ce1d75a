import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

test.each(["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])(
  "what %s names of the tree is there",
  async (file) => {
    const text = await readFile(join(root, file), "utf8");
    const inCode = [...text.matchAll(/`((?:src|tests|docs)\/[\w./-]+)`/g)].map(([, path = ""]) => path);
    const linked = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = ""]) => path);
    expect(inCode.length + linked.length).toBeGreaterThan(3);
    expect([...inCode, ...linked].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  },
);

test("the house in CONTRIBUTING.md has every room of the tree, and no other", async () => {
  const text = await readFile(join(root, "CONTRIBUTING.md"), "utf8");
  const [, house = ""] = /```text\nsrc\/\n([\s\S]*?)```/.exec(text) ?? [];
  const rooms = [...house.matchAll(/^ {2}(\w+)\/ /gm)].map(([, room]) => room);
  const entries = await readdir(join(root, "src"), { withFileTypes: true });
  expect(rooms.sort()).toEqual(
    entries
      .filter((e) => e.isDirectory())
      .map((e) => e.name)
      .sort(),
  );
});
