import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { formatFault } from "../../lib/text-file.ts";
import { fromWallClock } from "../../lib/time.ts";
import { checkYaml, parseYaml } from "../../lib/yaml-file.ts";

/** One thing that somebody says, at its instant. */
export interface SampleLine {
  readonly at: Date;
  /** An officer's name, else a resident's. */
  readonly who: string;
  /** The name of a group; absent in a direct message to the bot. */
  readonly in?: string | undefined;
  /** With `＃`, the number that the bot named in this story, and `＃id` for that of another. */
  readonly says: string;
  readonly photo?: boolean | undefined;
  /** Which story it belongs to; lines of one story have the same. */
  readonly story: string;
}

export interface Sample {
  readonly from: Date;
  readonly until: Date;
  /** In the order in which they are said. */
  readonly lines: readonly SampleLine[];
}

const SPAN = /^(\d+)(分|小时|天)$/;
const spans: Readonly<Record<string, number>> = { 分: 60_000, 小时: 3_600_000, 天: 86_400_000 };

const at = z.string().regex(/^\d{2}-\d{2} \d{2}:\d{2}$/, "要写成 11-05 09:12");
const said = { who: z.string(), in: z.string().optional(), says: z.string(), photo: z.boolean().optional() };
const follows = z.strictObject({
  ...said,
  who: z.string().optional(),
  at: at.optional(),
  after: z.string().regex(SPAN, "要写成 20分、3小时、2天").optional(),
});
const story = z.strictObject({
  ...said,
  id: z.string().optional(),
  at,
  // biome-ignore lint/suspicious/noThenProperty: no promise, but what was said then
  then: z.array(follows).default([]),
});
const storyTimes = z.strictObject({ from: z.string(), until: z.string() });

/** Reads a folder of stories (its README says how they are written). Throws an error that names file and line. */
export async function readSample(dir: string, timezone: string): Promise<Sample> {
  const times = await readYaml(join(dir, "story.yaml"), storyTimes);
  const instant = (text: string) => {
    const found = fromWallClock(text, timezone);
    if (!found) throw new Error(`${text}: no such time`);
    return found;
  };
  const year = times.from.slice(0, 4);
  const lines: SampleLine[] = [];
  const files = (await readdir(dir)).filter((name) => name.endsWith(".yaml") && name !== "story.yaml").sort();
  for (const file of files) {
    const stories = await readYaml(join(dir, file), z.array(story));
    for (const [index, { id = `${file} ${index}`, then, ...first }] of stories.entries()) {
      let last: SampleLine = { ...first, story: id, at: instant(`${year}-${first.at}`) };
      lines.push(last);
      for (const { at, after = "1分", who = last.who, ...more } of then) {
        const [, count, unit = ""] = SPAN.exec(after) ?? [];
        const then = at
          ? instant(`${year}-${at}`)
          : new Date(last.at.getTime() + Number(count) * (spans[unit] ?? 0));
        last = { ...more, who, story: id, at: then };
        lines.push(last);
      }
    }
  }
  // A stable sort: what is said in the same minute keeps its order.
  lines.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { from: instant(times.from), until: instant(times.until), lines };
}

async function readYaml<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const { value, faults } = checkYaml(schema, parseYaml(await readFile(file), file));
  if (value === undefined || faults.length > 0) throw new Error(faults.map(formatFault).join("\n"));
  return value;
}
