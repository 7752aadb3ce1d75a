import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportFile } from "../../src/app/export-file.ts";
import { backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { filed } from "../commands/filed.ts";
import { openOfficerSite } from "../support/officer-site.ts";
import { startChat } from "../support/start-chat.ts";

/** The one exception: texts of reports are plain at rest, since officers must search them. */
const textsMayStandIn = /^(journal-|entries-)/;

test("of 200 residents no name and no account stands in logs, metrics, notices, exports, backups or data; no text but in its reports", async () => {
  const chat = await startChat({
    officers: ["李", { name: "所长", role: "leader" }, { name: "审", role: "auditor" }],
    config: { web: { public: true } },
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
  await chat.officer("李").dm("看 30");
  await chat.officer("李").dm("/身份 30 要核实");
  await chat.officer("所长").dm("同意 身份 30");
  await chat.store.checkpoint();
  const out = join(chat.dir, "..", "out");
  await mkdir(out);
  const sealed = {
    ...chat.app.actions.config,
    backup: { dir: out, cron: "", keep: 1, passphrase: "一二三四五六七八九十一二三" },
  };
  const asked = { to: join(out, "sealed.csv"), account: "pc", format: "csv", by: "所长", texts: "yes" };
  await exportFile({ ...chat.app.actions, config: sealed }, asked);
  for (const format of ["xlsx", "csv"])
    await exportFile(chat.app.actions, { to: join(out, `all.${format}`), account: "pc", format, by: "所长" });
  await backupStore(chat.store, {
    to: join(out, "backup"),
    now: chat.clock.now(),
    timezone: "Asia/Shanghai",
  });
  const said = [chat.logs.join("\n"), await chat.app.metrics.text(), chat.said("民警群").join("\n")];
  const site = await openOfficerSite(chat);
  for (const path of ["/healthz", "/readyz"]) said.push(await (await fetch(new URL(path, site.url))).text());
  for (const text of said) expect(text).not.toMatch(/独孤某|resident-|鸵鸟/);
  // An officer reads the words on the pages, and nobody there a name or an account of those who wrote.
  for (const name of ["李", "审"]) {
    const client = await site.signIn(name);
    const pages = ["", "/reports?whose=all", "/figures", "/alerts", "/sessions", "/reports/R2611-0030"];
    for (const path of pages) {
      const { html } = await client.get(`/officer${path}`);
      expect([path, /独孤某|resident-/.test(html)]).toEqual([path, false]);
    }
  }
  const complaint = await filed(chat, { by: "独孤某", category: "complaint", text: "鸵鸟投诉机密" });
  const blind = await site.signIn("李");
  for (const path of ["/reports?whose=all&q=机密", `/reports/${complaint}`, "/reports?whose=all&state=any"])
    expect((await blind.get(`/officer${encodeURI(path)}`)).html).not.toContain("鸵鸟投诉机密");
  // Of all that officers were told one message named somebody: the identity that a leader allowed.
  const told = chat.officer("李").inbox.filter((text) => /独孤某|resident-/.test(text));
  expect(told).toEqual([expect.stringMatching(/的身份，只发这一次/)]);
  expect(chat.officer("审").inbox.join()).not.toMatch(/独孤某|resident-|鸵鸟/);
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
