import { openSync, readSync } from "node:fs";

/**
 * Longest time the event loop was held while `job` ran, in ms. `wall` counts what other processes and the process's own
 * helper threads took, too; `cpu` is what the event loop's thread itself worked in that gap (Linux: its schedstat).
 */
export async function longestPause<T>(
  job: () => Promise<T>,
): Promise<{ value: T; wall: number; cpu: number }> {
  const used = threadCpu();
  let wall = 0;
  let cpu = 0;
  let running = true;
  const watch = (async () => {
    let at = performance.now();
    let before = used();
    while (running) {
      await new Promise((resolve) => setImmediate(resolve));
      const now = performance.now();
      const after = used();
      wall = Math.max(wall, now - at);
      cpu = Math.max(cpu, after - before);
      [at, before] = [now, after];
    }
  })();
  const value = await job();
  running = false;
  await watch;
  return { value, wall, cpu };
}

/** Milliseconds that this thread, the process's first, has worked. */
function threadCpu(): () => number {
  const file = openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
  const buffer = Buffer.alloc(64);
  return () => {
    const length = readSync(file, buffer, 0, buffer.length, 0);
    return Number(buffer.toString("latin1", 0, length).split(" ")[0]) / 1e6;
  };
}
