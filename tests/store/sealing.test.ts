import { createHmac } from "node:crypto";
import { chmod, mkdir, open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { createMac, createSealer, KeyError, loadKey, readKey, warnOfKeyFile } from "../../src/lib/sealing.ts";
import { temporaryFolder } from "./folder.ts";

const key = new Uint8Array(32).fill(1);

describe("sealing", () => {
  it("opens what it sealed, and refuses it at another record, altered, or with another key", () => {
    const sealer = createSealer(key);
    const sealed = sealer.seal("contacts:p1", "李大爷");
    expect(sealer.unseal("contacts:p1", sealed)).toBe("李大爷");
    expect(sealer.seal("contacts:p1", "李大爷")).not.toBe(sealed);
    expect(() => sealer.unseal("contacts:p2", sealed)).toThrow();
    expect(() =>
      sealer.unseal(
        "contacts:p1",
        `${sealed.slice(0, 20)}${sealed[20] === "A" ? "B" : "A"}${sealed.slice(21)}`,
      ),
    ).toThrow();
    expect(() => createSealer(new Uint8Array(32)).unseal("contacts:p1", sealed)).toThrow();
    expect(() => createSealer(new Uint8Array(16))).toThrow(KeyError);
  });

  it("its keyed hash is HMAC-SHA256, whatever the length", () => {
    const mac = createMac(key);
    for (const text of ["", "a", "居民".repeat(2_000), "短", "x".repeat(4_032), "x".repeat(4_033)]) {
      expect(mac(text)).toBe(createHmac("sha256", key).update(text).digest("base64url"));
    }
  });

  it("look-ups are equal for equal values and differ with the key", () => {
    const a = createSealer(key);
    expect(a.lookup("x")).toBe(createSealer(key).lookup("x"));
    expect(a.lookup("y")).not.toBe(a.lookup("x"));
    expect(createSealer(new Uint8Array(32)).lookup("x")).not.toBe(a.lookup("x"));
  });
});

describe("the key file", () => {
  it("is made once, for its owner only, and read again", async () => {
    const dir = await temporaryFolder();
    const file = join(dir, "jingmin.key");
    const made = await loadKey({ file, data: join(dir, "data") });
    expect(made).toHaveLength(32);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, "utf8")).trim()).toBe(made.toString("base64"));
    await writeFile(file, `\uFEFF${made.toString("base64")}\r\n`);
    expect(await loadKey({ file, data: dir })).toEqual(made);
  });

  it("for which there is no room is not left half made: the next start makes it", async () => {
    const dir = await temporaryFolder();
    const file = join(dir, "jingmin.key");
    const handle = await open(join(dir, "other"), "w");
    const handles = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const full = Object.assign(new Error("no room"), { code: "ENOSPC" });
    vi.spyOn(handles, "writeFile").mockRejectedValueOnce(full);
    await expect(loadKey({ file, data: dir })).rejects.toMatchObject({ reason: "unreadable", cause: full });
    expect(await loadKey({ file, data: dir })).toHaveLength(32);
  });

  it.each([
    ["600", false],
    ["640", true],
    ["604", true],
  ])("that others can read is told of (mode %s: %s)", async (mode, told) => {
    const file = join(await temporaryFolder(), "jingmin.key");
    await writeFile(file, "");
    await chmod(file, Number.parseInt(mode, 8));
    expect(await warnOfKeyFile(file)).toEqual(
      told ? expect.stringContaining(`chmod 600 ${file}`) : undefined,
    );
  });

  it.each([
    ["already holds a store", "manifest.json"],
    ["a restore that was cut short left half", "restoring"],
  ])("is never made anew for a folder that %s", async (_, name) => {
    const dir = await temporaryFolder();
    const data = join(dir, "data");
    await mkdir(data);
    await writeFile(join(data, name), "{}");
    await expect(loadKey({ file: join(dir, "k"), data })).rejects.toMatchObject({ reason: "missing" });
    const override = Buffer.from(key).toString("base64");
    expect(await loadKey({ file: join(dir, "k"), data, override })).toEqual(Buffer.from(key));
  });

  it("is only read where nobody starts", async () => {
    const dir = await temporaryFolder();
    await expect(readKey({ file: join(dir, "k") })).rejects.toMatchObject({ reason: "missing" });
    expect(await readdir(dir)).toEqual([]);
  });

  it("that is no key is named, without showing what it holds", async () => {
    const dir = await temporaryFolder();
    const file = join(dir, "k");
    await writeFile(file, "my password");
    const error = (await loadKey({ file, data: dir }).catch((e: unknown) => e)) as KeyError;
    expect(error.reason).toBe("malformed");
    expect(error.message).not.toContain("password");
    await expect(loadKey({ file, data: dir, override: "short" })).rejects.toThrow(/JINGMIN_KEY/);
    await expect(loadKey({ file: join(dir, "no", "k"), data: dir })).rejects.toMatchObject({
      reason: "unreadable",
    });
  });
});
