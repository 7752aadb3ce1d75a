import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of alerts with two of them, sent each day at 8:10; `more` of the schedule. */
export async function daily(more = ""): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-alerts-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, "schedule.yaml"), `- { id: daily, series: daily, cron: 10 8 * * *${more} }\n`);
  await mkdir(join(dir, "daily"));
  for (const title of ["一", "二"])
    await writeFile(join(dir, "daily", `${title}.md`), `---\ntitle: ${title}\n---\n正文\n{station}\n`);
  return dir;
}

/** Those of a group's messages that are alerts of this folder. */
export const alertsIn = (texts: string[]) => texts.filter((text) => /^【[一二]】/.test(text));
