import { createHash, randomUUID } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../../lib/clock.ts";
import { createSerial } from "../../lib/serial.ts";

/** The `access_token` of one secret of one company. Every process of this machine uses the same one. */
export interface AccessToken {
  /** One that is valid for a while yet. Rejects as `fetchToken` does. */
  current(): Promise<string>;
  /** Another one, as WeCom no longer takes `refused`: the newer one that is known by now, else a new one. */
  instead(refused: string): Promise<string>;
}

export interface FetchedToken {
  readonly token: string;
  /** Seconds, as `expires_in` says. */
  readonly expiresIn: number;
}

export interface AccessTokenOptions {
  /** Which secret it belongs to; a digest of it tells whether the file holds its token. */
  readonly owner: string;
  /** Kept here with mode 0600, so that a second process and the next start ask for none. */
  readonly file: string;
  readonly clock: Clock;
  fetchToken(): Promise<FetchedToken>;
}

/** Renewed so long before it ends (5 minutes): calls under way end well, and clocks may differ. */
const EARLY = 5 * 60_000;
/** Asked again at the earliest after this: WeCom may give the same token once more while it is valid. */
const AT_EARLIEST = 60_000;
/** A process that renews takes less; its mark is no one's after that. */
const RENEWAL_TAKES = 15_000;
const LOOK_AGAIN = 100;

interface Kept {
  readonly owner: string;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly renewAt: number;
}

export function createAccessToken({ owner, file, clock, fetchToken }: AccessTokenOptions): AccessToken {
  const digest = createHash("sha256").update(owner).digest("hex");
  const mark = `${file}.renewing`;
  const serial = createSerial();
  let known: Kept | undefined;

  const usable = (kept: Kept | undefined, refused?: string) =>
    kept !== undefined && kept.token !== refused && kept.renewAt > clock.now().getTime();

  async function read(): Promise<Kept | undefined> {
    try {
      const kept = JSON.parse(await readFile(file, "utf8")) as Kept;
      return kept.owner === digest && typeof kept.token === "string" ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  async function write(kept: Kept): Promise<void> {
    const temporary = `${file}.${randomUUID()}`;
    await writeFile(temporary, JSON.stringify(kept), { mode: 0o600 });
    await chmod(temporary, 0o600);
    await rename(temporary, file);
  }

  /** True when this process may renew; false when another one does, and has not ended yet. */
  async function begin(): Promise<boolean> {
    try {
      await (await open(mark, "wx", 0o600)).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return true;
      // By the clock that the file system marks with, not the app's.
      const since = await stat(mark).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => RENEWAL_TAKES,
      );
      if (Math.abs(since) >= RENEWAL_TAKES) await rm(mark, { force: true });
      return false;
    }
  }

  async function renew(refused?: string): Promise<string> {
    await mkdir(dirname(file), { recursive: true });
    for (;;) {
      const kept = await read();
      if (usable(kept, refused)) {
        known = kept;
        return known?.token ?? "";
      }
      if (await begin()) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    }
    try {
      const { token, expiresIn } = await fetchToken();
      const now = clock.now().getTime();
      known = { owner: digest, token, renewAt: now + Math.max(expiresIn * 1000 - EARLY, AT_EARLIEST) };
      // A disk that takes nothing more costs a renewal at the next start, no message.
      await write(known).catch(() => undefined);
      return token;
    } finally {
      await rm(mark, { force: true });
    }
  }

  const get = (refused?: string): Promise<string> =>
    serial.run(async () => (usable(known, refused) && known ? known.token : renew(refused)));

  return { current: () => get(), instead: get };
}
