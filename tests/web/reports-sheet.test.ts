import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { roles } from "../../src/domain/people.ts";
import { filed } from "../commands/filed.ts";
import { openOfficerSite } from "../support/officer-site.ts";
import { startChat } from "../support/start-chat.ts";

/** The sheet's XML, as the page gave it. */
async function sheetFor(site: Awaited<ReturnType<typeof openOfficerSite>>, name: string, query = "") {
  const client = await site.signIn(name);
  const cookie = [...client.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
  const answer = await fetch(new URL(`/officer/reports.xlsx${query}`, site.url), { headers: { cookie } });
  if (answer.status !== 200) return answer.status;
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  return strFromU8(files["xl/worksheets/sheet1.xml"] as Uint8Array);
}

test("the list is a table for those who may export: without words or names, what each role may see, and audited", async () => {
  const chat = await startChat({ officers: roles.map((role) => ({ name: role, role })) });
  await filed(chat, { by: "独孤甜甜", text: "=鸵鸟机密", place: "=1+1" });
  await filed(chat, { by: "独孤甜甜", text: "鸵鸟投诉", category: "complaint" });
  await filed(chat, { by: "独孤甜甜", text: "鸵鸟特别", sensitive: true });
  const at = chat.clock.now().toISOString();
  await filed(chat, { by: "独孤甜甜", text: "鸵鸟办完", status: "resolved", closedAt: at });
  const site = await openOfficerSite(chat);
  for (const role of roles) {
    const sheet = await sheetFor(site, role);
    const page = await (await site.signIn(role)).get("/officer/reports");
    expect([role, page.html.includes("/officer/reports.xlsx")]).toEqual([role, role !== "officer"]);
    if (role === "officer") {
      expect(sheet).toBe(403);
      continue;
    }
    expect(sheet).toContain("R2611-0001");
    expect(sheet).toContain(`${role}（电脑用户 网页）`);
    expect(sheet).not.toMatch(/鸵鸟|独孤|resident-|<f>/);
    expect([role, String(sheet).includes("R2611-0002")]).toEqual([role, role === "leader"]);
    expect(sheet).not.toContain("R2611-0004");
    expect(await sheetFor(site, role, "?state=closed")).toContain("R2611-0004");
  }
  const made = await chat.store.audit.of({ kind: "system", id: "export" }, 99);
  expect(made.filter(({ action }) => action === "reports.exported")).toHaveLength(8);
});
