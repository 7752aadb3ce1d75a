import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parse, stringify } from "yaml";

export interface DemoProcess {
  /** Address of the chat page. */
  readonly url: string;
  /** Stops it as an operator would; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * The demo station as `npm start` runs it, in a process of its own: the repository's jingmin.yaml, with a free port
 * and a temporary data folder. It takes the present for about ten in the morning, so that nothing depends on when
 * the tests run.
 */
export async function startDemo(): Promise<DemoProcess> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-demo-"));
  const config = parse(await readFile("jingmin.yaml", "utf8"));
  config.station.timezone = zoneWhereItIs(10, new Date());
  config.web.port = 0;
  config.data = "./data";
  config.alerts = resolve("alerts");
  config.ledgers = resolve("ledgers");
  const file = join(dir, "jingmin.yaml");
  await writeFile(file, stringify(config));

  const child = spawn(process.execPath, [resolve("bin/jingmin.js"), "start", "--config", file], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, LOG_LEVEL: "error" },
  });
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  const said: string[] = [];
  const url = new Promise<string>((found) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      const address = /http:\/\/\S+\/chat/.exec(line)?.[0];
      if (address) found(address);
    });
  });
  const clean = () => rm(dir, { recursive: true, force: true });
  const first = await Promise.race([url, ended]);
  if (typeof first !== "string") {
    await clean();
    throw new Error(`the demo station ended with code ${first}: ${said.join("\n")}`);
  }
  return {
    url: first,
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      await clean();
      return code;
    },
  };
}

/** A time zone in which `now` is between `hour` and `hour + 1`, far enough from midnight at both ends. */
function zoneWhereItIs(hour: number, now: Date): string {
  const ahead = ((hour - now.getUTCHours() + 36) % 24) - 12;
  // POSIX counts westward.
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}
