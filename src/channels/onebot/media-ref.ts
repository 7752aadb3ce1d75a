import { z } from "zod";

const refSchema = z.object({
  kind: z.enum(["image", "voice", "video", "file", "forward"]),
  peer: z.object({ kind: z.enum(["user", "group"]), id: z.string() }),
  url: z.string().optional(),
  /** What the segment calls `file`: a name, a hash or an address, by implementation. */
  file: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  /** Bytes, where the network says. */
  size: z.number().optional(),
});

/** All that may help to fetch a medium later, also after a restart. */
export type MediaRef = z.infer<typeof refSchema>;

export function writeRef(ref: MediaRef): string {
  return JSON.stringify(ref);
}

/** `undefined` where it is none of ours. */
export function readRef(ref: string): MediaRef | undefined {
  try {
    return refSchema.parse(JSON.parse(ref));
  } catch {
    return undefined;
  }
}
