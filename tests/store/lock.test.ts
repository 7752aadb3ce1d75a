import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { readdir, readFile, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { OpenFailure } from "../../src/store/lowdb/disk/open-failure.ts";
import { askHolder, holdFolder } from "../../src/store/lowdb/lock/lock.ts";
import { openReal, temporaryFolder } from "./folder.ts";

vi.mock("node:fs", { spy: true });
vi.mock("node:fs/promises", { spy: true });

const options = (dir: string) => ({ dir, answer: async () => "jingmin", onLost: () => {}, watchMs: 600 });

async function lockOf(dir: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(dir, "lock.json"), "utf8")) as Record<string, unknown>;
}

/** Holds the folder for a moment: what its lock says then is ours, and nothing is left of the `dead` one's. */
async function expectTakenOver(dir: string, dead: Record<string, unknown>): Promise<void> {
  const lock = await holdFolder(options(dir));
  const mine = await lockOf(dir);
  expect(mine).toMatchObject({ pid: process.pid, host: hostname() });
  expect(mine.token).not.toBe(dead.token);
  expect(mine.boot).not.toBe("another boot");
  await lock.release();
}

/** No lock can be read any more, until the test ends or `mend` is called. */
function breakReading(code: string) {
  const read = vi.mocked(readFile).mockClear();
  read.mockRejectedValue(Object.assign(new Error(code), { code }));
  const mend = (): void => void read.mockReset();
  onTestFinished(mend);
  return { mend, reads: () => read.mock.calls.length };
}

/** A lock of this machine whose socket no process serves. */
async function deadLock(): Promise<string> {
  const dir = await temporaryFolder();
  const lock = await holdFolder(options(dir));
  const mine = await lockOf(dir);
  await lock.release();
  return JSON.stringify({ ...mine, port: 1, token: "dead" });
}

/** A port, and what happens there to a call. */
async function listen(call: (socket: Socket) => void): Promise<number> {
  const calls = new Set<Socket>();
  const server = createServer((socket) => {
    calls.add(socket);
    call(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of calls) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe("one process a data folder", () => {
  it("a second one is told who holds it, where and since when on the station's clocks, with code 3", async () => {
    const dir = await temporaryFolder();
    const store = await openReal(dir, { timezone: "Asia/Urumqi" });
    const since = Date.parse((await lockOf(dir)).since as string);
    const inUrumqi = new Date(since + 6 * 3_600_000).toISOString();
    const error = (await openReal(dir).catch((e: unknown) => e)) as OpenFailure;
    expect(error).toBeInstanceOf(OpenFailure);
    expect(error.exitCode).toBe(3);
    expect(error.message).toContain(String(process.pid));
    expect(error.message).toContain(hostname());
    expect(error.message).toContain(`自 ${inUrumqi.slice(0, 10)} ${inUrumqi.slice(11, 16)} 起`);
    await store.tx(async (t) => t.settings.put("still", "mine"));
    await store.close();
    await (await openReal(dir)).close();
  });

  it("a lock left by kill -9 is taken over", async () => {
    const dir = await temporaryFolder();
    const script = `import { askHolder, holdFolder } from ${JSON.stringify(join(import.meta.dirname, "../../src/store/lowdb/lock/lock.ts"))};
      await holdFolder({ dir: ${JSON.stringify(dir)}, answer: async () => 1, onLost: () => {} });
      console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
    await expect(holdFolder(options(dir))).rejects.toMatchObject({ exitCode: 3 });
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("close", resolve));
    const lock = await holdFolder(options(dir));
    expect((await lockOf(dir)).pid).toBe(process.pid);
    await lock.release();
  });

  it("also where its pid, or its port, now belongs to another process", async () => {
    const dir = await temporaryFolder();
    const other = await temporaryFolder();
    const living = await holdFolder(options(other));
    // A dead process's lock, whose pid is ours and at whose port another store's socket answers.
    const stale = { ...(await lockOf(other)), token: "0".repeat(32) };
    await writeFile(join(dir, "lock.json"), JSON.stringify(stale));
    await expectTakenOver(dir, stale);
    await writeFile(join(dir, "lock.json"), JSON.stringify({ ...stale, port: 1 }));
    await expectTakenOver(dir, stale);
    await living.release();
  });

  it("a lock cut off by a power failure, or from before the machine's restart, is taken over", async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, "lock.json"), "");
    const lock = await holdFolder(options(dir));
    const old = { ...(await lockOf(dir)), boot: "another boot" };
    expect(old).toMatchObject({ pid: process.pid });
    await lock.release();
    await writeFile(join(dir, "lock.json"), JSON.stringify(old));
    await expectTakenOver(dir, old);
  });

  it("a lock of another machine holds while that one gives signs of life, and is taken over without", async () => {
    const dir = await temporaryFolder();
    const path = join(dir, "lock.json");
    const foreign = {
      pid: 1,
      host: "another-host",
      boot: "b",
      net: "n",
      since: "2026-11-23T00:00:00Z",
      port: 1,
      token: "x",
    };
    await writeFile(path, JSON.stringify(foreign));
    const beat = setInterval(() => void writeFile(path, JSON.stringify(foreign)), 50);
    await expect(holdFolder(options(dir))).rejects.toThrow(/another-host/);
    clearInterval(beat);
    const lock = await holdFolder(options(dir));
    await lock.release();
  });

  it.each(["EACCES", "EMFILE", "EIO"])(
    "a lock that cannot be read (%s) is left alone, and named",
    async (code) => {
      const dir = await temporaryFolder();
      const lock = await holdFolder(options(dir));
      const { mend } = breakReading(code);
      const error = (await holdFolder(options(dir)).catch((e: unknown) => e)) as OpenFailure;
      mend();
      expect(error).toBeInstanceOf(OpenFailure);
      expect(error.message).toMatch(/读不了/);
      expect(error.message).toContain(join(dir, "lock.json"));
      await expect(holdFolder(options(dir))).rejects.toMatchObject({ exitCode: 3 });
      await lock.release();
    },
  );

  it("a holder that takes the call and hangs up, as one out of handles does, holds while it runs", async () => {
    const dir = await temporaryFolder();
    const port = await listen((socket) => socket.destroy());
    const silent = { ...(JSON.parse(await deadLock()) as object), port };
    await writeFile(join(dir, "lock.json"), JSON.stringify(silent));
    await expect(holdFolder(options(dir))).rejects.toMatchObject({ exitCode: 3 });
    const gone = spawn(process.execPath, ["--version"]);
    await new Promise((resolve) => gone.on("close", resolve));
    await writeFile(join(dir, "lock.json"), JSON.stringify({ ...silent, pid: gone.pid }));
    await (await holdFolder(options(dir))).release();
  });

  it("a command line that asks a frozen holder is told who has the folder, and waits for no answer", async () => {
    const dir = await temporaryFolder();
    const ask = async (port: number) => {
      await writeFile(
        join(dir, "lock.json"),
        JSON.stringify({ ...(JSON.parse(await deadLock()) as object), port }),
      );
      return askHolder(dir, { verb: "backup" }, 50);
    };
    for (const call of [() => {}, (socket: Socket) => socket.destroy()]) {
      const error = (await ask(await listen(call)).catch((e: unknown) => e)) as OpenFailure;
      expect(error.exitCode).toBe(3);
      expect(error.message).toContain(String(process.pid));
    }
    expect(await ask(1)).toBeUndefined();
  });

  it("of many that start at once, one holds it", async () => {
    const dir = await temporaryFolder();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => holdFolder(options(dir))));
    const won = results.filter((r) => r.status === "fulfilled");
    expect(won).toHaveLength(1);
    for (const r of results) if (r.status === "rejected") expect((r.reason as OpenFailure).exitCode).toBe(3);
    await (won[0] as PromiseFulfilledResult<{ release(): Promise<void> }>).value.release();
  });

  it.each([
    ["a dead lock", deadLock, 15],
    ["an empty lock", async () => "", 3],
  ])("of many that find %s at once, one takes the folder", async (_, make, rounds) => {
    const left = await make();
    const round = async (contenders: number) => {
      const dir = await temporaryFolder();
      await writeFile(join(dir, "lock.json"), left);
      const results = await Promise.allSettled(
        Array.from({ length: contenders }, () => holdFolder(options(dir))),
      );
      const refused = results.flatMap((r) => (r.status === "rejected" ? [r.reason as OpenFailure] : []));
      expect(refused.map(({ exitCode }) => exitCode)).toEqual(Array(contenders - 1).fill(3));
      for (const r of results) if (r.status === "fulfilled") await r.value.release();
      expect(await readdir(dir)).toEqual([]);
    };
    const lane = async (contenders: number) => {
      for (let i = 0; i < rounds; i++) await round(contenders);
    };
    await Promise.all([3, 3, 4, 5, 6, 7, 8, 8].map(lane));
  });

  it.each([
    ["dead", deadLock],
    ["empty", async () => ""],
  ])("who died while he cleared a dead lock away does not keep the others out (%s)", async (_, make) => {
    const left = await make();
    const dir = await temporaryFolder();
    await writeFile(join(dir, "lock.json"), left);
    await writeFile(join(dir, "lock.json.clearing"), left);
    const lock = await holdFolder(options(dir));
    expect(await readdir(dir)).toEqual(["lock.json"]);
    await lock.release();
  });

  it("a lock for which there is no room leaves nothing", async () => {
    const dir = await temporaryFolder();
    vi.mocked(writeFileSync).mockImplementationOnce(() => {
      throw Object.assign(new Error("no room"), { code: "ENOSPC" });
    });
    await expect(holdFolder(options(dir))).rejects.toMatchObject({ code: "ENOSPC" });
    expect(await readdir(dir)).toEqual([]);
  });

  describe("while it is held", () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
    afterEach(() => void vi.useRealTimers());

    it.each([
      ["another's", (path: string) => writeFile(path, JSON.stringify({ token: "another" }))],
      ["no lock of ours", (path: string) => writeFile(path, "")],
      ["gone", (path: string) => unlink(path)],
    ])("who finds his lock %s stops writing, and takes away nothing", async (_, happen) => {
      const dir = await temporaryFolder();
      const path = join(dir, "lock.json");
      const onLost = vi.fn();
      const lock = await holdFolder({ ...options(dir), onLost });
      await happen(path);
      const left = await readFile(path, "utf8").catch(() => undefined);
      vi.advanceTimersByTime(5_000);
      await vi.waitFor(() => expect(onLost).toHaveBeenCalledOnce());
      await lock.release();
      expect(await readFile(path, "utf8").catch(() => undefined)).toBe(left);
    });

    it.each(["EMFILE", "EACCES", "EIO"])(
      "who cannot read his lock (%s) looks again at the next beat",
      async (code) => {
        const dir = await temporaryFolder();
        const path = join(dir, "lock.json");
        const onLost = vi.fn();
        const lock = await holdFolder({ ...options(dir), onLost });
        const { reads, mend } = breakReading(code);
        vi.advanceTimersByTime(5_000);
        await vi.waitFor(() => expect(reads()).toBe(1));
        await new Promise((resolve) => setImmediate(resolve));
        mend();
        expect(onLost).not.toHaveBeenCalled();
        await utimes(path, 0, 0);
        vi.advanceTimersByTime(5_000);
        await vi.waitFor(async () => expect((await stat(path)).mtimeMs).toBeGreaterThan(0));
        expect(onLost).not.toHaveBeenCalled();
        await lock.release();
      },
    );
  });
});
