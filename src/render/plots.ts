import { createHash } from "node:crypto";
import { mkdir, readdir, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSerial } from "../lib/serial.ts";
import { drawPlot } from "./plot.ts";
import type { FiguresPlot } from "./plot-option.ts";

/** Plots as files, named by the hash of what they show. */
export interface Plots {
  /** Absolute path of the PNG; drawn first where it is not there. */
  fileOf(plot: FiguresPlot): Promise<string>;
}

/** The newest plots are kept: the same is often asked for again, and one may be on its way. */
const KEPT = 20;

/** `dir` is made when the first plot is drawn. */
export function createPlots({ dir }: { readonly dir: string }): Plots {
  const turns = createSerial();

  async function prune(): Promise<void> {
    const names = await readdir(dir);
    const files = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(dir, name))).mtimeMs })),
    );
    const old = files.sort((a, b) => b.at - a.at).slice(KEPT);
    for (const { name } of old) await unlink(join(dir, name));
  }

  return {
    fileOf: (plot) =>
      turns.run(async () => {
        const path = join(dir, `${createHash("sha256").update(JSON.stringify(plot)).digest("hex")}.png`);
        if (await stat(path).catch(() => undefined)) return path;
        await mkdir(dir, { recursive: true });
        await writeFile(`${path}.tmp`, await drawPlot(plot));
        await rename(`${path}.tmp`, path);
        await prune();
        return path;
      }),
  };
}
