import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PicturePage } from "../domain/picture-page.ts";
import { createSerial } from "../lib/serial.ts";
import { drawPage } from "./long-picture.ts";
import { redraw } from "./own-picture.ts";
import { drawPoster, type Poster } from "./poster.ts";

/** A poster or a long picture to be drawn, or the absolute path of a PNG or JPEG of the station's own. */
export type Picture = Poster | { readonly page: PicturePage } | { readonly own: string };

/** Pictures as files, named by the hash of what they show; any can be drawn again. */
export interface Pictures {
  /** The file of a picture, drawn first where it is not there. Rejects where it cannot be drawn. */
  fileOf(picture: Picture): Promise<{ readonly path: string; readonly mime: string }>;
  /** Deletes every file but those of these pictures; resolves with how many went. */
  keepOnly(used: readonly Picture[]): Promise<number>;
}

/** Moved on with each change of how posters look. */
const LOOK = 1;
/** The same of long pictures. */
const PAGE_LOOK = 1;

/** `dir` is made when the first picture is drawn. One is drawn at a time: the other threads stay free for the disk. */
export function createPictures({ dir }: { readonly dir: string }): Pictures {
  const turns = createSerial();
  return {
    fileOf: (picture) =>
      turns.run(async () => {
        const { name, mime, bytes } = await plan(picture);
        const path = join(dir, name);
        if (await isThere(path)) return { path, mime };
        await mkdir(dir, { recursive: true });
        await writeFile(`${path}.tmp`, await bytes());
        await rename(`${path}.tmp`, path);
        return { path, mime };
      }),
    keepOnly: (used) =>
      turns.run(async () => {
        const kept = new Set<string>();
        // An own picture that is gone from its folder has no file here to be kept.
        for (const picture of used)
          await plan(picture)
            .then(({ name }) => kept.add(name))
            .catch(() => {});
        const files = await readdir(dir).catch(() => []);
        const unused = files.filter((name) => !kept.has(name));
        for (const name of unused) await unlink(join(dir, name));
        return unused.length;
      }),
  };
}

interface Plan {
  readonly name: string;
  readonly mime: string;
  bytes(): Promise<Buffer>;
}

async function plan(picture: Picture): Promise<Plan> {
  if ("own" in picture) {
    const bytes = await readFile(picture.own);
    return { name: `${hashOf(bytes)}.jpg`, mime: "image/jpeg", bytes: () => redraw(bytes) };
  }
  if ("page" in picture) {
    const { page } = picture;
    const name = `${hashOf(JSON.stringify([PAGE_LOOK, page]))}.png`;
    return { name, mime: "image/png", bytes: () => drawPage(page) };
  }
  const { title, text, category, station, date, drill = false } = picture;
  const shown = JSON.stringify([LOOK, title, text, category, station, date, drill]);
  return { name: `${hashOf(shown)}.png`, mime: "image/png", bytes: () => drawPoster(picture) };
}

function hashOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size > 0,
    () => false,
  );
}
