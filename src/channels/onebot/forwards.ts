import { z } from "zod";
import type { Calls } from "./calls.ts";
import type { Segment } from "./cq.ts";
import { toSegments } from "./to-segments.ts";

const forwardAnswer = z.object({
  messages: z.array(z.unknown()).catch([]),
  message: z.array(z.unknown()).catch([]),
});

/** Each costs a call, while the conversation waits. */
const MOST_FETCHED = 8;
const DEEPEST = 3;

/** Whether there are forwarded conversations in a message of which only the id is known. */
export function hasUnfetched(segments: readonly Segment[], depth = 0): boolean {
  return (
    depth <= DEEPEST &&
    segments.some(
      ({ type, data }) =>
        (type === "forward" && !hasContent(data)) ||
        ((type === "forward" || type === "node") &&
          contentOf(data).some((node) => hasUnfetched([node], depth + 1))),
    )
  );
}

/** The nodes of a forwarded conversation. Rejects with `CallError`; an empty one is what has run out. */
export async function fetchForward(call: Calls["call"], id: string): Promise<unknown[]> {
  const answer = forwardAnswer.parse(await call("get_forward_msg", { id, message_id: id }));
  return [...answer.messages, ...answer.message];
}

/**
 * The segments with the forwarded conversations in them filled in, so that what is in those is read with the message.
 * One that the network does not give stays as it is, to be fetched later.
 */
export async function fetchForwards(segments: readonly Segment[], call: Calls["call"]): Promise<Segment[]> {
  let left = MOST_FETCHED;

  async function fill(some: readonly Segment[], depth: number): Promise<Segment[]> {
    const filled: Segment[] = [];
    for (const segment of some) filled.push(await fillOne(segment, depth));
    return filled;
  }

  async function fillOne(segment: Segment, depth: number): Promise<Segment> {
    const { type, data } = segment;
    if ((type !== "forward" && type !== "node") || depth > DEEPEST) return segment;
    const id = String(data.id ?? data.resid ?? "");
    let nodes = hasContent(data) ? contentOf(data) : [];
    if (type === "forward" && nodes.length === 0 && id !== "" && left-- > 0) {
      nodes = await fetchForward(call, id).then(
        (fetched) => fetched.map(asNode),
        () => [],
      );
    }
    if (nodes.length === 0) return segment;
    return { type, data: { ...data, content: await fill(nodes, depth + 1) } };
  }

  return fill(segments, 0);
}

function hasContent(data: Segment["data"]): boolean {
  return Array.isArray(data.content) && data.content.length > 0;
}

/** What a forward or node holds: segments, or messages, which become nodes. */
function contentOf({ content }: Segment["data"]): Segment[] {
  return Array.isArray(content) ? content.map(asNode) : [];
}

function asNode(entry: unknown): Segment {
  if (typeof entry !== "object" || entry === null || "type" in entry) return toSegments([entry])[0] ?? NONE;
  const { message, content, ...rest } = entry as Record<string, unknown>;
  return { type: "node", data: { ...rest, content: toSegments(message ?? content) } };
}

const NONE: Segment = { type: "none", data: {} };
