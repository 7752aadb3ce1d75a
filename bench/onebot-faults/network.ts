import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { GROUPS, TOKEN } from "../onebot/network.ts";
import type { ToChild, ToParent } from "./implementation.ts";

export type Fault = "dies" | "freezes" | "refuses the token" | "signs out";
export const faults: readonly Fault[] = ["dies", "freezes", "refuses the token", "signs out"];

/** QQ as it outlives its implementation: what was written to whom, and an implementation that faults befall. */
export async function openFaultyNetwork(port: number) {
  const groupTexts = new Map<string, number>();
  const answers = new Map<number, string[]>();
  const history: Record<string, unknown>[] = [];
  let nextId = 1;
  let child: ChildProcess;
  await restart();

  function restart(): Promise<void> {
    const own = fork(fileURLToPath(new URL("implementation.ts", import.meta.url)), [], {
      execArgv: ["--import", "tsx"],
    });
    child = own;
    return new Promise((resolve) => {
      own.on("message", (message: ToParent) => {
        if ("ready" in message) resolve();
        else if (message.sent.kind === "user") answersOf(message.sent.id).push(message.sent.text);
        else count(`${message.sent.id} ${message.sent.text}`);
      });
      tell({ start: { port, token: TOKEN, groups: GROUPS, history: history.slice(-2000) } });
    });
  }
  function tell(message: ToChild): void {
    if (child.connected) child.send(message, () => {});
  }
  function answersOf(id: number): string[] {
    const list = answers.get(id) ?? [];
    answers.set(id, list);
    return list;
  }
  function count(key: string): void {
    groupTexts.set(key, (groupTexts.get(key) ?? 0) + 1);
  }

  return {
    /** Messages to groups: `group text`, and how often. */
    groupTexts,
    answersOf,
    /** QQ keeps it whether or not the implementation is there to push it. */
    write(from: number, text: string): void {
      const event = {
        time: Math.floor(Date.now() / 1000),
        self_id: 10001,
        post_type: "message",
        message_type: "private",
        sub_type: "friend",
        message_id: nextId++,
        user_id: from,
        message: [{ type: "text", data: { text } }],
        sender: { user_id: from, nickname: `居民${from}` },
      };
      history.push(event);
      tell({ event });
    },
    /** Lets the fault last `ms`, then resolves when the implementation is back. */
    async suffer(fault: Fault, ms: number): Promise<void> {
      const pause = new Promise((resolve) => setTimeout(resolve, ms));
      const own = child;
      if (fault === "dies") {
        const gone = new Promise((resolve) => own.once("exit", resolve));
        own.kill("SIGKILL");
        await gone;
        await pause;
        await restart();
      } else if (fault === "freezes") {
        own.kill("SIGSTOP");
        await pause;
        own.kill("SIGCONT");
      } else if (fault === "refuses the token") {
        tell({ token: "another" });
        await pause;
        tell({ token: TOKEN });
      } else {
        tell({ account: "out" });
        await pause;
        tell({ account: "in" });
      }
    },
    async close(): Promise<void> {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}
export type FaultyNetwork = Awaited<ReturnType<typeof openFaultyNetwork>>;
