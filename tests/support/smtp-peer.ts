import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";

export interface SmtpPeer {
  readonly url: string;
  /** Whole messages as they came in. */
  readonly mails: string[];
  close(): Promise<void>;
}

/** The least of an SMTP server that takes mails and keeps them. */
export async function openSmtpPeer(): Promise<SmtpPeer> {
  const mails: string[] = [];
  const server: Server = createServer((socket) => {
    let data: string[] | undefined;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 peer");
    let rest = "";
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString("utf8")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (data && line !== ".") data.push(line);
        else if (data) {
          mails.push(data.join("\n"));
          data = undefined;
          say("250 kept");
        } else if (/^data$/i.test(line)) {
          data = [];
          say("354 go on");
        } else if (/^quit$/i.test(line)) socket.end("221 bye\r\n");
        else say("250 ok");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
