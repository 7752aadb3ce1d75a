import { createHash } from "node:crypto";
import { mkdir, readdir, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "../lib/ids.ts";
import { createSerial } from "../lib/serial.ts";
import { drawPoster, type Poster } from "./poster.ts";

/** The pictures that were drawn, as files named by the hash of what they show. Any can be drawn again. */
export interface Pictures {
  /** Absolute path of the poster; drawn first where it is not there. */
  poster(poster: Poster): Promise<string>;
  /** Deletes every file but those of these posters; resolves with how many went. */
  keepOnly(posters: readonly Poster[]): Promise<number>;
}

/** Moved on with each change of how posters look. */
const LOOK = 1;

/** `dir` is made when the first picture is drawn. One is drawn at a time: another thread stays free for the disk. */
export function createPictures({ dir }: { readonly dir: string }): Pictures {
  const turns = createSerial();
  return {
    poster: (poster) =>
      turns.run(async () => {
        const path = join(dir, nameOf(poster));
        if (await isThere(path)) return path;
        await mkdir(dir, { recursive: true });
        const half = join(dir, `${newId(new Date(0))}.tmp`);
        await writeFile(half, await drawPoster(poster));
        await rename(half, path);
        return path;
      }),
    keepOnly: (posters) =>
      turns.run(async () => {
        const kept = new Set(posters.map(nameOf));
        const files = await readdir(dir).catch(() => []);
        const unused = files.filter((name) => !kept.has(name));
        for (const name of unused) await unlink(join(dir, name));
        return unused.length;
      }),
  };
}

function nameOf({ title, text, category, station, date, drill = false }: Poster): string {
  const shown = JSON.stringify([LOOK, title, text, category, station, date, drill]);
  return `${createHash("sha256").update(shown).digest("hex")}.png`;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size > 0,
    () => false,
  );
}
