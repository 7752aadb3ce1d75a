import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSupervisor, type Session } from "../../../src/channels/wechaty/supervisor.ts";
import { systemClock } from "../../../src/lib/clock.ts";

/** A peer that may be away, hang, or not answer; sessions on it say what became of them. */
function rig() {
  const peer = { state: "up" as "up" | "away" | "hangs", answers: true };
  const sessions: { lose(fault: string): void; closed: boolean; started: boolean }[] = [];
  const told: string[] = [];
  const create = async (): Promise<Session> => {
    let lose: (fault: string) => void = () => {};
    const lost = new Promise<string>((resolve) => {
      lose = resolve;
    });
    const entry = { lose, closed: false, started: false };
    sessions.push(entry);
    return {
      lost,
      async start() {
        if (peer.state === "hangs") await new Promise(() => {});
        if (peer.state === "away") throw new Error("refused");
        entry.started = true;
      },
      probe: async () => peer.answers,
      async close() {
        entry.closed = true;
        // As against a frozen gateway.
        if (peer.state === "hangs") await new Promise(() => {});
      },
      faultOf: () => "offline",
    };
  };
  const supervisor = createSupervisor({
    create,
    clock: systemClock,
    random: () => 1,
    up: () => told.push("up"),
    down: (fault) => told.push(`down ${fault}`),
  });
  return { peer, sessions, told, supervisor };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("supervisor of a wechaty connection", () => {
  test("a connection that answers is left alone", async () => {
    const { supervisor, sessions, told } = rig();
    supervisor.start();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(told).toEqual(["up"]);
    expect(sessions).toHaveLength(1);
    await supervisor.stop();
  });

  test("a peer that stays away is tried at most every five seconds, for ever", async () => {
    const { supervisor, sessions, peer, told } = rig();
    peer.state = "away";
    supervisor.start();
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(sessions.length).toBeGreaterThan(700);
    expect(sessions.length).toBeLessThan(730);
    expect(sessions.slice(0, -1).every((session) => session.closed)).toBe(true);
    peer.state = "up";
    await vi.advanceTimersByTimeAsync(5_001);
    expect(told.at(-1)).toBe("up");
    await supervisor.stop();
  });

  test("a connection that no longer answers, or is lost, is closed before a fresh one begins", async () => {
    const { supervisor, sessions, peer, told } = rig();
    supervisor.start();
    await vi.advanceTimersByTimeAsync(1);
    peer.answers = false;
    await vi.advanceTimersByTimeAsync(3_001);
    expect(told).toEqual(["up", "down no-answer"]);
    expect(sessions[0]?.closed).toBe(true);
    peer.answers = true;
    await vi.advanceTimersByTimeAsync(2_000);
    sessions.at(-1)?.lose("offline");
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(["up", "down no-answer", "up", "down offline"]);
    await supervisor.stop();
  });

  test("a peer that hangs in start and in close is back within 15 seconds of its return", async () => {
    const { supervisor, sessions, peer, told } = rig();
    peer.state = "hangs";
    supervisor.start();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(told).not.toContain("up");
    expect(sessions.length).toBeGreaterThan(10);
    for (let wait = 0; wait < 22_000; wait += 1_000) {
      peer.state = "hangs";
      await vi.advanceTimersByTimeAsync(60_000 + wait);
      const before = told.length;
      peer.state = "up";
      await vi.advanceTimersByTimeAsync(15_000);
      expect(told.slice(before)).toContain("up");
      peer.state = "hangs";
      sessions.at(-1)?.lose("offline");
    }
    const stopping = supervisor.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    await stopping;
  });

  test("stop ends within ten seconds and nothing begins after it", async () => {
    const { supervisor, sessions, peer, told } = rig();
    peer.state = "hangs";
    supervisor.start();
    await vi.advanceTimersByTimeAsync(1_000);
    let stopped = false;
    void supervisor.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stopped).toBe(true);
    const count = sessions.length;
    peer.state = "up";
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sessions).toHaveLength(count);
    expect(told).not.toContain("up");
  });
});
