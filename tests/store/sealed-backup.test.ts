import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { backupVerb, restoreVerb, verifyVerb } from "../../src/cli/store-verbs.ts";
import { decrypted, encrypted } from "../../src/lib/age.ts";
import { sealAndRotate } from "../../src/store/lowdb/backup/sealed-backup.ts";
import { key, openReal, quiet, temporaryFolder } from "./folder.ts";

const passphrase = "正确的马订书机电池";
const word = "不能让人看见的话";
const now = new Date("2026-11-24T15:00:00Z");

async function station() {
  const dir = await temporaryFolder();
  const store = await openReal(dir);
  await store.tx(async (t) => t.settings.put("k", word));
  await mkdir(join(dir, "attachments"), { recursive: true });
  await store.close();
  const to = await temporaryFolder();
  const options = { dir, stamp: "real" as const, logger: quiet, key: async () => key, now };
  return { dir, to, options };
}

async function nothingPlain(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      expect((await readFile(join(entry.parentPath, entry.name))).includes(word), entry.name).toBe(false);
}

test.each(["passphrase", "recipient"])(
  "a backup sealed by a %s is one file that verifies and restores",
  async (by) => {
    const { dir, to, options } = await station();
    const identity = await generateIdentity();
    const secret = by === "passphrase" ? { passphrase } : { recipient: await identityToRecipient(identity) };
    const opener = by === "passphrase" ? { passphrase } : { identity };
    const lines = await backupVerb(options, to, { secret });
    expect(lines.join("\n")).toMatch(/备份加密了/);
    const [name = "", ...more] = await readdir(to);
    expect(more).toEqual([]);
    expect(name).toMatch(/^jingmin-20261124-230000-\w{8}\.tar\.age$/);
    await nothingPlain(to);
    expect(await readdir(dir)).not.toContain("backup.staging");
    const path = join(to, name);
    const found = await verifyVerb(options, path, async () => opener);
    expect(found).toMatchObject({ sound: true });
    const store = await openReal(dir);
    await store.tx(async (t) => t.settings.put("k", "later"));
    await store.close();
    expect((await restoreVerb(options, path, async () => opener)).sound).toBe(true);
    const again = await openReal(dir);
    expect(await again.settings.get("k")).toBe(word);
    await again.close();
    expect(await readdir(dir)).not.toContain("backup.staging");
  },
);

test("a wrong passphrase, a cut file and a changed byte are refused, and the data is left as it was", async () => {
  const { dir, to, options } = await station();
  await backupVerb(options, to, { secret: { passphrase } });
  const path = join(to, (await readdir(to))[0] ?? "");
  const refused = (wrong: string) =>
    expect(restoreVerb(options, path, async () => ({ passphrase: wrong }))).rejects;
  await refused("错误的口令错误的口令").toThrow(/打不开备份/);
  const whole = await readFile(path);
  await truncate(path, whole.length - 100);
  await refused(passphrase).toThrow(/打不开/);
  const changed = Buffer.from(whole);
  changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
  await writeFile(path, changed);
  await refused(passphrase).toThrow(/打不开/);
  const store = await openReal(dir);
  expect(await store.settings.get("k")).toBe(word);
  await store.close();
});

test("a plain backup is made only without a passphrase or when asked for, and says that it is plain", async () => {
  const { to, options } = await station();
  for (const given of [{}, { secret: { passphrase }, plain: true }]) {
    const lines = await backupVerb({ ...options, now: new Date(now.getTime() + 1000) }, to, given);
    expect(lines.join("\n")).toMatch(/这份备份没有加密/);
  }
  expect((await readdir(to)).every((name) => !name.endsWith(".age"))).toBe(true);
});

test("of the daily ones the oldest of this station go, others' stay", async () => {
  const { dir, to } = await station();
  await writeFile(join(to, "jingmin-20200101-000000-AAAAAAAA.tar.age"), "another's");
  const store = await openReal(dir);
  const options = { to, keep: 2, timezone: "Asia/Shanghai", secret: { passphrase } };
  for (let day = 0; day < 3; day++)
    await sealAndRotate(store, { ...options, now: new Date(now.getTime() + day * 86_400_000) });
  await store.close();
  expect((await readdir(to)).map((name) => name.slice(0, 16)).sort()).toEqual([
    "jingmin-20200101",
    "jingmin-20261125",
    "jingmin-20261126",
  ]);
});

/** The reference implementation, where this machine has it (Debian: `apt install age`). */
function hasAge(): boolean {
  try {
    execFileSync("age", ["--version"]);
    return true;
  } catch {
    return false;
  }
}

test("the stream opens by the library's own passphrase, and by the reference implementation where it is installed", async () => {
  const { to, options } = await station();
  const identity = await generateIdentity();
  await backupVerb(options, to, { secret: { recipient: await identityToRecipient(identity) } });
  const path = join(to, (await readdir(to))[0] ?? "");
  const tar: Uint8Array[] = [];
  for await (const piece of await decrypted(createReadStream(path), { identity })) tar.push(piece);
  expect(Buffer.concat(tar).includes("jingmin/backup.json")).toBe(true);
  if (hasAge()) {
    const keyFile = join(to, "key.txt");
    await writeFile(keyFile, `${identity}\n`);
    const listed = execFileSync("/bin/sh", ["-c", 'age -d -i "$1" "$2" | tar t', "sh", keyFile, path], {
      encoding: "utf8",
    });
    expect(listed).toContain("jingmin/backup.json");
  }
  const back: Uint8Array[] = [];
  const source = (async function* () {
    yield Buffer.from(word);
  })();
  for await (const piece of await decrypted(await encrypted(source, { passphrase }), { passphrase }))
    back.push(piece);
  expect(Buffer.concat(back).toString()).toBe(word);
});
