import { z } from "zod";
import { createSerial } from "../../lib/serial.ts";
import type { ChannelMemory } from "../channel.ts";

const keptSchema = z.object({
  /** Ids of the groups that were told of. */
  groups: z.array(z.string()),
  /** By day (`YYYY-MM-DD`) and group: how much was handed over. */
  handed: z.record(z.string(), z.record(z.string(), z.number())),
});
export type Kept = z.infer<typeof keptSchema>;

/** What the channel remembers over restarts. Ids of groups are nobody's accounts. */
export interface KeptState {
  read(): Promise<Kept>;
  /** Resolves when it is durable; rejects where it cannot be kept. */
  change(how: (kept: Kept) => Kept): Promise<void>;
}

export function createKept(memory: ChannelMemory): KeptState {
  const serial = createSerial();
  let kept: Kept | undefined;

  async function read(): Promise<Kept> {
    if (kept) return kept;
    const text = await memory.read();
    try {
      kept = keptSchema.parse(JSON.parse(text ?? ""));
    } catch {
      kept = { groups: [], handed: {} };
    }
    return kept;
  }

  return {
    read: () => serial.run(read),
    change: (how) =>
      serial.run(async () => {
        const next = how(await read());
        await memory.write(JSON.stringify(next));
        kept = next;
      }),
  };
}
