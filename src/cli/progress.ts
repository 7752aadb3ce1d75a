/** Work that is done by then needs no line. */
const QUIET_MS = 2_000;

/** Says on the error output every two seconds that the work goes on, and for how long. */
export async function shown<T>(what: string, work: Promise<T>): Promise<T> {
  const began = Date.now();
  const ticking = setInterval(
    () => process.stderr.write(`正在${what}，${Math.round((Date.now() - began) / 1000)}秒……\n`),
    QUIET_MS,
  );
  try {
    return await work;
  } finally {
    clearInterval(ticking);
  }
}
