import { readdir, readFile } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
import { expect, test } from "vitest";

const src = resolve(import.meta.dirname, "../src");

/** The floors of the house, lowest first: a room imports from its own floor or from lower ones, never from higher ones. */
const floors: readonly (readonly string[])[] = [
  ["domain", "lib"],
  ["ports"],
  ["channels", "store", "config"],
  [
    "context",
    "outbox",
    "operators",
    "alerts",
    "approvals",
    "briefs",
    "ledgers",
    "monthly",
    "handbook",
    "people",
    "reports",
    "attachments",
    "render",
  ],
  ["inbound", "commands", "web"],
  ["app"],
  ["cli"],
];

/** Files that stand for a room of their own: what is implemented by others, and what features get. */
const apart: Record<string, string> = {
  "store/store.ts": "ports",
  "channels/channel.ts": "ports",
  "app/bot-context.ts": "context",
  "app/command.ts": "context",
  "app/approval-rule.ts": "context",
  "app/timer-job.ts": "context",
};
const roomOf = (file: string) => apart[file] ?? (file.split("/")[0] as string);

/** For each file of `src`, the files that it imports; types count too, and what is imported while running. */
async function readImports(): Promise<Map<string, string[]>> {
  const files = (await readdir(src, { recursive: true }))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.tsx?$/.test(file));
  const imports = new Map<string, string[]>();
  for (const file of files) {
    const text = await readFile(join(src, file), "utf8");
    const targets = [...text.matchAll(/(?:from|import)[ (]+"(\.[^"]+)"/g)].map(([, path = ""]) =>
      posix.join(dirname(file), path),
    );
    imports.set(
      file,
      targets.filter((target) => /\.tsx?$/.test(target)),
    );
  }
  return imports;
}

/** Nodes that lie on a circle or lead to one: what is left when those that import nothing left are taken away, again and again. */
function onCircles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(graph);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [node, targets] of left) if (!targets.some((target) => left.has(target))) left.delete(node);
  }
  return [...left.keys()];
}

/** The picture of the rooms: from each, the rooms that it imports. */
function draw(imports: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const rooms = new Map<string, Set<string>>();
  for (const [file, targets] of imports) {
    const room = roomOf(file);
    const others = rooms.get(room) ?? new Set();
    rooms.set(room, others);
    for (const target of targets) if (roomOf(target) !== room) others.add(roomOf(target));
  }
  return new Map([...rooms].map(([room, others]) => [room, [...others].sort()]));
}

test("every import names a file that is there", async () => {
  const imports = await readImports();
  expect(imports.size).toBeGreaterThan(100);
  expect([...imports.values()].flat().filter((target) => !imports.has(target))).toEqual([]);
});

test("the picture of the modules has no arrow upwards and no circle", async () => {
  const imports = await readImports();
  const rooms = draw(imports);
  const floorOf = (room: string) => floors.findIndex((floor) => floor.includes(room));
  const unknown = [...rooms.keys()].filter((room) => floorOf(room) === -1);
  expect(unknown, "rooms that are on no floor").toEqual([]);
  const upwards = [...rooms].flatMap(([room, others]) =>
    others.filter((other) => floorOf(other) > floorOf(room)).map((other) => `${room} → ${other}`),
  );
  expect(upwards).toEqual([]);
  expect(onCircles(rooms), "rooms").toEqual([]);
  expect(onCircles(imports), "files").toEqual([]);
});

test("a circle would be found", () => {
  const circle = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
    ["d", []],
  ]);
  expect(onCircles(circle)).toEqual(["a", "b", "c"]);
});
