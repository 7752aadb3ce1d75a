import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { backupVerb, restoreVerb, verifyVerb } from "../../src/cli/store-verbs.ts";
import { noteAuditHead } from "../../src/store/lowdb/backup/audit-heads.ts";
import { openReal, temporaryFolder, verbOptions } from "./folder.ts";

const day = (n: number) => new Date(Date.UTC(2026, 10, n, 15));

async function audit(dir: string, actions: readonly string[]): Promise<void> {
  const store = await openReal(dir);
  for (const action of actions)
    await store.tx(async (t) =>
      t.audit.append({
        at: day(20).toISOString(),
        actor: { system: "test" },
        action,
        subject: { kind: "system", id: "s" },
      }),
    );
  await store.close();
}

async function rig() {
  const [dir, disk] = [await temporaryFolder(), await temporaryFolder()];
  const options = (at: Date) => ({ ...verbOptions(dir, at), headsIn: disk });
  return { dir, disk, options };
}

test("an audit whose end was cut off is sound by itself, and is told by what the backup's disk remembers", async () => {
  const { dir, disk, options } = await rig();
  await audit(dir, ["one", "two"]);
  const older = await temporaryFolder();
  await cp(dir, older, { recursive: true });
  await audit(dir, ["the deed"]);
  await backupVerb(options(day(21)), disk, { plain: true });
  expect((await verifyVerb(options(day(22)))).sound).toBe(true);
  // Whoever did the deed puts the data of before it back.
  await rm(dir, { recursive: true });
  await cp(older, dir, { recursive: true });
  expect((await verifyVerb(verbOptions(dir, day(22)))).sound).toBe(true);
  const cut = await verifyVerb(options(day(22)));
  expect(cut.sound).toBe(false);
  expect(cut.lines.join("\n")).toMatch(/审计链的末尾少了：到第 2 条为止，备份盘上记着有第 3 条/);
  // And goes on as if nothing had been: the entry of that number is another.
  await audit(dir, ["harmless", "more"]);
  expect((await verifyVerb(options(day(22)))).lines.join("\n")).toMatch(/第 3 条和备份盘上记的不一样/);
});

test("a restore is no cut: what was noted beyond it is not missed, what is noted after it counts again", async () => {
  const { dir, disk, options } = await rig();
  await audit(dir, ["one"]);
  await backupVerb(options(day(20)), disk, { plain: true });
  await audit(dir, ["two", "three"]);
  await backupVerb(options(day(21)), disk, { plain: true });
  const [first = ""] = (await readdir(disk)).filter((name) => name.startsWith("jingmin-")).sort();
  expect((await restoreVerb(options(day(22)), join(disk, first))).sound).toBe(true);
  await audit(dir, ["again"]);
  expect((await verifyVerb(options(day(22)))).sound).toBe(true);
  // Older and newer backups are sound, each to its own time.
  for (const name of (await readdir(disk)).filter((one) => one.startsWith("jingmin-")))
    expect([name, (await verifyVerb(options(day(22)), join(disk, name))).sound]).toEqual([name, true]);
});

test("heads are one file a store; a half line is none; of an empty audit nothing is noted", async () => {
  const { dir, disk, options } = await rig();
  const store = await openReal(dir);
  await noteAuditHead(store, disk, day(20));
  expect(await readdir(disk)).toEqual([]);
  await store.close();
  await audit(dir, ["one"]);
  await backupVerb(options(day(21)), disk, { plain: true });
  const [name = ""] = (await readdir(disk)).filter((one) => one.startsWith("audit-heads-"));
  const path = join(disk, name);
  await writeFile(path, `${await readFile(path, "utf8")}{"at":"2026-11-2`);
  expect((await verifyVerb(options(day(22)))).sound).toBe(true);
});
