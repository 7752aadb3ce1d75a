/**
 * Longest time the event loop was held while `job` ran, in ms. `wall` counts what other processes on the machine
 * took, too; `cpu` is what this process itself worked in that gap (its helper threads included).
 */
export async function longestPause<T>(
  job: () => Promise<T>,
): Promise<{ value: T; wall: number; cpu: number }> {
  let wall = 0;
  let cpu = 0;
  let running = true;
  const watch = (async () => {
    let at = performance.now();
    let used = process.cpuUsage();
    while (running) {
      await new Promise((resolve) => setImmediate(resolve));
      const now = performance.now();
      const { user, system } = process.cpuUsage(used);
      wall = Math.max(wall, now - at);
      cpu = Math.max(cpu, Math.min((user + system) / 1000, now - at));
      at = now;
      used = process.cpuUsage();
    }
  })();
  const value = await job();
  running = false;
  await watch;
  return { value, wall, cpu };
}
