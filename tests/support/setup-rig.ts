import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { serveSetup } from "../../src/app/setup-station.ts";
import { checkReport } from "../../src/cli/check.ts";
import { createTestClock } from "./test-clock.ts";

/** The set-up in an empty folder, and a browser that may bring its code. */
export async function openSetup(extra: Partial<Parameters<typeof serveSetup>[0]> = {}) {
  const beside = await mkdtemp(join(tmpdir(), "jingmin-setup-"));
  const said: string[] = [];
  let codes = 0;
  const served = await serveSetup({
    beside,
    clock: createTestClock(),
    newCode: () => `CODE${2345 + codes++}`,
    announce: (text) => said.push(text),
    check: (config) => checkReport(config, new Date("2026-12-01T02:00:00Z")),
    port: 0,
    ...extra,
  });
  onTestFinished(async () => {
    await served.close();
    await rm(beside, { recursive: true });
  });
  return { beside, said, url: served.url };
}

export function setupBrowser(url: string) {
  let cookie = "";
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, {
      redirect: "manual",
      ...init,
      headers: { cookie, ...(init.method === "POST" ? { origin: url } : {}), ...init.headers },
    });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return { status: answer.status, to: answer.headers.get("location"), html: await answer.text() };
  };
  return {
    get: (path: string, headers: Record<string, string> = {}) => ask(path, { headers }),
    post: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      ask(path, { method: "POST", body: new URLSearchParams(form), headers }),
  };
}
