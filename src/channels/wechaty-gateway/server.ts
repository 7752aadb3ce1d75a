import { randomUUID } from "node:crypto";
import { createWriteStream, readdirSync, rmSync, statSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UniformResourceNameRegistry } from "file-box";
import { PuppetServer, type PuppetServerOptions } from "wechaty-puppet-service";

/** Folders of files on their way, in the gateway's own. */
const FOLDER = "files-";
/** A bot fetches a file at once, and tries again with a copy of its own. */
const KEPT_MS = 10 * 60_000;
/** As often as the bot asks the gateway, and with the same patience: a bot whose line broke unheard is let in again. */
const keepalive = { "grpc.keepalive_time_ms": 3_000, "grpc.keepalive_timeout_ms": 5_000 };

/**
 * Starts the library's server, but what residents send lies on its way in `data`, for the station's account only and
 * for minutes; the library would leave it in the machine's temporary folder, open to all and for weeks.
 */
export async function startServer(options: PuppetServerOptions, data: string): Promise<PuppetServer> {
  // There is no other door to the options of the gRPC server.
  const { GRPC_OPTIONS } = await import(
    new URL("./config.js", import.meta.resolve("wechaty-puppet-service")).href
  );
  Object.assign(GRPC_OPTIONS, keepalive);
  // Each process its own: a second gateway, started by mistake, must not take away the files of the first.
  const folder = await mkdtemp(join(data, FOLDER));
  const server = new ClosedServer(options, new FilesOnTheirWay({ storeDir: folder }));
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  for (const name of await readdir(data)) {
    const left = join(data, name);
    if (name.startsWith(FOLDER) && left !== folder) await rm(left, { recursive: true });
  }
  return server;
}

class ClosedServer extends PuppetServer {
  constructor(options: PuppetServerOptions, files: FilesOnTheirWay) {
    super(options);
    files.init();
    this.urnRegistry = files;
  }
}

export class FilesOnTheirWay extends UniformResourceNameRegistry {
  /** The inherited one may give a file out before the last of it is written. */
  override async save(stream: Readable): Promise<string> {
    const uuid = randomUUID();
    await pipeline(stream, createWriteStream(this.uuidFileName(uuid)));
    return uuid;
  }

  /** Called every minute. The inherited one forgets all but one file of a minute. */
  protected override purgeExpiredUuid(): void {
    for (const name of readdirSync(this.storeDir)) {
      const file = join(this.storeDir, name);
      if (statSync(file).mtimeMs < Date.now() - KEPT_MS) rmSync(file);
    }
  }
}
