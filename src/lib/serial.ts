/** Runs jobs one after the other, in the order in which they are given. */
export interface Serial {
  /** What comes of `job`; if it rejects, that is its caller's to handle, and the next job runs all the same. */
  run<T>(job: () => Promise<T>): Promise<T>;
  /** Resolves when no job runs or waits; never rejects. */
  idle(): Promise<void>;
}

export function createSerial(): Serial {
  const keyed = createKeyedSerial();
  return { run: (job) => keyed.run("", job), idle: keyed.idle };
}

/** Jobs of one key run one after the other, those of different keys side by side. */
export interface KeyedSerial {
  run<T>(key: string, job: () => Promise<T>): Promise<T>;
  /** Whether a job of this key runs or waits. */
  has(key: string): boolean;
  /** Resolves when no job runs or waits; never rejects. */
  idle(): Promise<void>;
}

export function createKeyedSerial(): KeyedSerial {
  /** The last job of each key. */
  const last = new Map<string, Promise<unknown>>();
  return {
    run(key, job) {
      const before = last.get(key) ?? Promise.resolve();
      const run = before.then(
        () => job(),
        () => job(),
      );
      last.set(key, run);
      const forget = () => {
        if (last.get(key) === run) last.delete(key);
      };
      run.then(forget, forget);
      return run;
    },
    has: (key) => last.has(key),
    async idle() {
      while (last.size > 0) await Promise.allSettled(last.values());
    },
  };
}
