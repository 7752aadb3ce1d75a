import { userInfo } from "node:os";
import { extname, resolve } from "node:path";
import { exportFile } from "../app/export-file.ts";
import type { Config } from "../config/config.ts";
import { askBot, readStopped, type VerbOptions } from "./store-verbs.ts";

export interface ExportOptions {
  readonly by?: string;
  readonly from?: string;
  readonly until?: string;
  readonly category?: string;
  readonly office?: string;
  readonly state?: string;
  readonly csv?: boolean;
  readonly withTexts?: boolean;
  readonly plain?: boolean;
}

/** Nothing is said of work that is done by then. */
const QUIET_MS = 2_000;

/** `jingmin export FILE`: by the running bot where there is one, else by this process. `say` shows how far it is. */
export async function exportVerb(
  options: VerbOptions,
  config: Config,
  file: string,
  { csv = false, withTexts = false, plain = false, ...filters }: ExportOptions,
  say: (line: string) => void,
): Promise<string[]> {
  const given = {
    ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)),
    to: resolve(file),
    account: userInfo().username,
    format: csv || extname(file).toLowerCase() === ".csv" ? "csv" : "xlsx",
    ...(plain ? { plain: "yes" } : {}),
    ...(withTexts ? { texts: "yes" } : {}),
  } as Record<string, string>;
  let rows = "";
  const began = Date.now();
  const ticking = setInterval(
    () => say(`正在导出${rows}，${Math.round((Date.now() - began) / 1000)}秒……`),
    QUIET_MS,
  );
  try {
    const byBot = await askBot<string[]>(options.dir, "export", given);
    if (byBot) return byBot;
    return await readStopped(options, (store) => {
      const clock = { now: () => options.now, after: () => () => {} };
      return exportFile({ store, config, clock }, given, (count, total) => {
        rows = ` ${count}/${total}件`;
      });
    });
  } finally {
    clearInterval(ticking);
  }
}
