import { type Context, Hono } from "hono";
import { expect, test } from "vitest";
import { type Actor, roles } from "../../src/domain/people.ts";
import { closedStatuses } from "../../src/domain/reports.ts";
import { closeReport } from "../../src/reports/close-report.ts";
import { takeReport } from "../../src/reports/take-report.ts";
import { filed, stored } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

/** A page that takes and closes reports: form → use case → flash. It is signed in as the officer of a header. */
function createPage(chat: Chat): Hono {
  const { actions } = chat.app;
  const page = new Hono();
  const actor = async (c: Context): Promise<Actor> => ({
    officer:
      (await chat.store.officers.byName(decodeURIComponent(c.req.header("x-officer") ?? "")))?.id ?? "nobody",
  });
  const read = async (c: Context) => {
    const form = await c.req.formData();
    const field = (name: string) => String(form.get(name) ?? "");
    return { number: field("number"), text: field("text"), status: field("status") };
  };
  page.post("/take", async (c) => {
    const { number } = await read(c);
    const result = await takeReport(actions, await actor(c), { number });
    return "refused" in result ? c.text(result.refused, 409) : c.text(`taken, resident ${result.resident}`);
  });
  page.post("/close", async (c) => {
    const { number, text, status: wanted } = await read(c);
    const status = closedStatuses.find((one) => one === wanted);
    if (!status) return c.text("which status?", 400);
    const result = await closeReport(actions, await actor(c), { number, text, status });
    return "refused" in result ? c.text(result.refused, 409) : c.text(`closed, resident ${result.resident}`);
  });
  return page;
}

async function send(
  page: Hono,
  path: string,
  officer: string,
  fields: Record<string, string>,
): Promise<string> {
  const body = new URLSearchParams(fields);
  const response = await page.request(path, {
    method: "POST",
    body,
    headers: { "x-officer": encodeURIComponent(officer) },
  });
  return response.text();
}

test("a form takes a report and closes it: the resident hears it, the audit has it, as from the chat", async () => {
  const chat = await startChat({ officers: ["李"] });
  const page = createPage(chat);
  const number = await filed(chat);
  expect(await send(page, "/take", "李", { number })).toBe("taken, resident told");
  expect(await send(page, "/take", "李", { number })).toBe("already-yours");
  expect(await send(page, "/close", "李", { number, status: "resolved", text: "已清走" })).toBe(
    "closed, resident told",
  );
  await chat.idle();
  expect(chat.resident("张").inbox).toEqual([
    expect.stringContaining("已有民警接手"),
    expect.stringContaining("已办结：已清走"),
  ]);
  const { id, status } = await stored(chat, number);
  expect(status).toBe("resolved");
  const actions = (await chat.store.audit.of({ kind: "report", id }, 9)).map((entry) => entry.action);
  expect(actions).toEqual(["report.closed", "report.taken"]);
});

test.each(roles)("%s has on the page the rights of the chat, no more and no fewer", async (role) => {
  const chat = await startChat({ officers: [{ name: role, role, office: "体育场警务室" }] });
  const page = createPage(chat);
  const me = (await chat.store.officers.byName(role))?.id ?? "";
  const marks = [
    {},
    { office: "新程街社区警务室" },
    { restricted: true },
    { category: "complaint" },
    { restricted: true, priority: "urgent" },
    { restricted: true, priority: "urgent", meant: [me] },
    { sensitive: true },
  ] as const;
  for (const mark of marks) {
    for (const action of ["take", "close"] as const) {
      const [inChat, onPage] = [await filed(chat, mark), await filed(chat, mark)];
      await chat.officer(role).dm(action === "take" ? `认领 ${inChat}` : `办结 ${inChat} 已清走`);
      const flash = await send(page, `/${action}`, role, {
        number: onPage,
        status: "resolved",
        text: "已清走",
      });
      const { status } = await stored(chat, inChat);
      expect([mark, action, (await stored(chat, onPage)).status]).toEqual([mark, action, status]);
      expect(/^(taken|closed), /.test(flash)).toBe(status !== "received");
    }
  }
});
