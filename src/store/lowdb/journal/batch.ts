import type { StoreError } from "../../store.ts";

/** Transactions that become durable together. */
export interface Batch {
  /** Of each, the JSON texts of its changes and of its audit entries. */
  readonly bodies: (readonly [ops: string, audit: string])[];
  readonly undo: (() => void)[];
  readonly settled: Promise<void>;
  resolve(): void;
  reject(error: StoreError): void;
}

export function createBatch(): Batch {
  let settle: Pick<Batch, "resolve" | "reject"> | undefined;
  const settled = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Who waits for it handles its refusal; nobody may wait.
  settled.catch(() => {});
  return { bodies: [], undo: [], settled, ...(settle as NonNullable<typeof settle>) };
}
