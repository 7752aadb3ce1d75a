import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { handOutAttachments } from "../../src/attachments/hand-out.ts";
import { attachmentVerb } from "../../src/cli/store-verbs.ts";
import { fileReport } from "../../src/domain/report-actions.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { openReal, storedPhoto, temporaryFolder, verbOptions } from "../store/folder.ts";

const now = new Date("2026-11-23T15:00:00.000Z");
const hash = "ab".repeat(32);

/** A running station with a report and what came with it. */
async function running(dir: string) {
  const attachments = join(dir, "attachments");
  const store = await openReal(dir, {
    verbs: {
      attachment: (held, args) =>
        handOutAttachments({ store: held, clock: systemClock, dir: attachments }, args),
    },
  });
  await mkdir(attachments, { recursive: true });
  await writeFile(join(attachments, hash), "MZ");
  const { report, entries } = fileReport(
    { id: "r", number: "R2611-0001", category: "tip", priority: "normal", reporter: "p" },
    { text: "看", attachments: ["a"] },
    { now, newId: () => "e" },
  );
  await store.tx(async (t) => {
    t.reports.put(report);
    for (const entry of entries) t.reports.append(entry);
    t.attachments.put({ ...storedPhoto("a", hash), report: "r", mime: "application/octet-stream" });
  });
  return store;
}

test("jingmin attachment hands out beside a running bot, and without one", async () => {
  const [dir, to] = [await temporaryFolder(), await temporaryFolder()];
  const store = await running(dir);
  const options = verbOptions(dir, now);
  const lines = await attachmentVerb(options, " r2611-0001 ", to);
  expect(lines[0]).toBe("1 照片：R2611-0001-1.bin（不要直接打开）");
  expect(await readdir(join(to, "R2611-0001"))).toEqual(["R2611-0001-1.bin"]);
  await expect(attachmentVerb(options, "R2611-0099", to)).rejects.toThrow(/没有编号 R2611-0099/);
  await store.close();
  expect(await attachmentVerb(options, "R2611-0001", to)).toEqual(lines);
  await expect(attachmentVerb(options, "R2611-0099", to)).rejects.toThrow(/没有编号 R2611-0099/);
});
