import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportFile } from "../../src/app/export-file.ts";
import { backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { filed } from "../commands/filed.ts";
import { startChat } from "../support/start-chat.ts";

/** The one exception: texts of reports are plain at rest, since officers must search them. */
const textsMayStandIn = /^(journal-|entries-)/;

test("of 200 residents no name and no account stands in logs, metrics, notices, exports, backups or data; no text but in its reports", async () => {
  const chat = await startChat({
    officers: ["李", { name: "所长", role: "leader" }],
    groups: [{ name: "民警群", kind: "officers" }],
  });
  const people = Array.from({ length: 200 }, (_, i) => ({
    name: `独孤某${1000 + i}`,
    text: `楼道里的鸵鸟第${1000 + i}只`,
  }));
  for (const [i, { name, text }] of people.entries()) {
    if (i < 20) await chat.resident(name).dm(`${text}，没人管`);
    else await filed(chat, { by: name, text });
  }
  await chat.officer("李").dm("看 1");
  await chat.officer("李").dm("/身份 1 要核实");
  await chat.officer("所长").dm("同意 身份 1");
  await chat.store.checkpoint();
  const out = join(chat.dir, "..", "out");
  await mkdir(out);
  for (const format of ["xlsx", "csv"])
    await exportFile(chat.app.actions, { to: join(out, `all.${format}`), account: "pc", format, by: "所长" });
  await backupStore(chat.store, {
    to: join(out, "backup"),
    now: chat.clock.now(),
    timezone: "Asia/Shanghai",
  });
  const said = [chat.logs.join("\n"), await chat.app.metrics.text(), chat.said("民警群").join("\n")];
  for (const text of said) expect(text).not.toMatch(/独孤某|resident-|鸵鸟/);
  let looked = 0;
  for (const folder of [chat.dir, out])
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      for (const secret of ["独孤某", "resident-"]) expect(bytes.includes(secret), entry.name).toBe(false);
      if (!textsMayStandIn.test(entry.name)) expect(bytes.includes("鸵鸟"), entry.name).toBe(false);
      looked++;
    }
  expect(looked).toBeGreaterThan(20);
}, 60_000);
