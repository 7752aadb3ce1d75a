import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { configSchema } from "../../src/config/config-schema.ts";

interface Node {
  readonly properties?: Record<string, Node>;
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: Node[];
  readonly oneOf?: Node[];
}

/** All keys of a JSON schema, dotted: `station.name`; lists and records add nothing to the path. */
function keysOf(node: Node, path = ""): string[] {
  const inside = [
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...(node.items ? [node.items] : []),
    ...(typeof node.additionalProperties === "object" ? [node.additionalProperties] : []),
  ];
  const own = Object.entries(node.properties ?? {}).flatMap(([key, value]) => {
    const dotted = path ? `${path}.${key}` : key;
    return [dotted, ...keysOf(value, dotted)];
  });
  return [...inside.flatMap((one) => keysOf(one, path)), ...own];
}

test("docs/configuration.md explains every key of jingmin.yaml, and no other", async () => {
  const schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as Node;
  const keys = new Set(keysOf(schema));
  const text = await readFile(join(import.meta.dirname, "../../docs/configuration.md"), "utf8");
  const explained = [...text.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, key = ""]) => key);
  expect(explained.filter((key) => !keys.has(key))).toEqual([]);
  // A part is explained by its keys where it has no line of its own.
  const isThere = (key: string) => explained.some((one) => one === key || one.startsWith(`${key}.`));
  expect([...keys].filter((key) => !isThere(key))).toEqual([]);
});
