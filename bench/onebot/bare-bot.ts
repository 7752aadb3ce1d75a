// The floor: a bot on bare `ws` that keeps each report by one group-committed append of as many bytes as jingmin writes.
import { open } from "node:fs/promises";
import { WebSocket } from "ws";

const [url = "", token = "", file = "", bytes = "600", officer = ""] = process.argv.slice(2);
const handle = await open(file, "a");
const reports = new Map<string, string>();
let waiting: { line: string; done: () => void }[] = [];
let flushing = false;
let count = 0;
let echo = 0;
const answered = new Map<string, () => void>();

const socket = new WebSocket(url, {
  headers: { Authorization: `Bearer ${token}` },
  perMessageDeflate: false,
});
socket.on("message", (data) => receive(JSON.parse(data.toString())));

interface Event {
  echo?: string;
  post_type?: string;
  message_type?: string;
  user_id?: number;
  message?: { type: string; data: { text?: string } }[];
}

function receive(event: Event): void {
  if (event.echo !== undefined) {
    answered.get(event.echo)?.();
    answered.delete(event.echo);
    return;
  }
  if (event.post_type !== "message" || event.message_type !== "private" || !event.message) return;
  const text = event.message.map((s) => s.data.text ?? "").join("");
  const user = event.user_id ?? 0;
  if (String(user) === officer) void command(user, text);
  else keep(user, text);
}

function keep(user: number, text: string): void {
  const number = `R2611-${String(++count).padStart(4, "0")}`;
  const line = JSON.stringify({ number, user, text, at: new Date().toISOString(), status: "received" });
  waiting.push({
    line: `${line.padEnd(Number(bytes) - 1)}\n`,
    done() {
      reports.set(number, text);
      void send("send_private_msg", { user_id: user }, `收到，编号 ${number}`);
    },
  });
  void flush();
}

async function flush(): Promise<void> {
  if (flushing) return;
  flushing = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    await handle.write(batch.map((entry) => entry.line).join(""));
    await handle.datasync();
    for (const { done } of batch) done();
  }
  flushing = false;
}

async function command(user: number, text: string): Promise<void> {
  if (text.startsWith("/提示")) {
    for (let i = 0; i < 50; i++) await send("send_group_msg", { group_id: 7000001 + i }, "别点退款链接");
    return;
  }
  const number = /R\d{4}-\d{4,}/.exec(text)?.[0] ?? "";
  void send("send_private_msg", { user_id: user }, `${number} ${reports.get(number) ?? "没有"}`);
}

function send(action: string, target: object, text: string): Promise<void> {
  const id = String(++echo);
  const message = [{ type: "text", data: { text } }];
  socket.send(JSON.stringify({ action, params: { ...target, message }, echo: id }));
  return new Promise((resolve) => answered.set(id, resolve));
}
