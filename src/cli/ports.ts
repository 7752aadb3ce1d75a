import { createServer } from "node:net";
import type { Config } from "../config/config.ts";
import type { Fault } from "../lib/text-file.ts";

/** Ports of the configuration that another program has on this machine; not those of the station's own running bot. */
export async function portFaults(config: Config): Promise<Fault[]> {
  const { host, port } = config.web;
  const wanted = [
    { key: "web.port", host, port },
    ...config.channels.flatMap((channel, i) => {
      const [key, listen] =
        channel.type === "wechat-kf"
          ? ["callback.listen", channel.callback?.listen]
          : ["listen", channel.type === "onebot" ? channel.listen : undefined];
      if (listen === undefined) return [];
      const [, name = "", number = ""] = /^\[?(.+?)\]?:(\d+)$/.exec(listen) ?? [];
      return [{ key: `channels.${i}.${key}`, host: name, port: Number(number) }];
    }),
  ];
  const faults: Fault[] = [];
  for (const { key, host, port } of wanted) {
    const code = port === 0 ? undefined : await whyNot(host, port);
    if (code === undefined) continue;
    const message =
      code === "EADDRINUSE"
        ? `端口 ${port} 已被别的程序占用，请关掉它，或者换一个数字`
        : `${host}:${port} 用不了（${code}），请检查地址和端口`;
    faults.push({ file: "配置", line: 0, severity: "error", message: `${key} ${message}` });
  }
  return faults.length > 0 && (await isServing(host, port)) ? [] : faults;
}

/** The system's word for why nobody may listen there. */
function whyNot(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "UNKNOWN"));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Whether what holds the port is a bot like this one, which has the other ports as well. */
async function isServing(host: string, port: number): Promise<boolean> {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  try {
    const url = `http://${name.includes(":") ? `[${name}]` : name}:${port}/healthz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: "error" });
    return "store" in ((await answer.json()) as object);
  } catch {
    return false;
  }
}
