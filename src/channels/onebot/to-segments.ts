import { parseCard, plain } from "../cards.ts";
import { parseCq, type Segment } from "./cq.ts";

/** Array, CQ string or (seen) a lone segment. An entry that is no segment has a type that nobody knows. */
export function toSegments(message: unknown): Segment[] {
  if (typeof message === "string") return parseCq(message);
  if (message === undefined || message === null) return [];
  return (Array.isArray(message) ? message : [message]).map(toSegment);
}

function toSegment(entry: unknown): Segment {
  if (typeof entry === "string") return { type: "text", data: { text: entry } };
  const { type, data, ...rest } = record(entry);
  if (typeof type !== "string") return { type: "none", data: {} };
  if (type === "json") return conversationCard(record(data)) ?? { type, data: record(data) };
  if (type === "text" && typeof data === "string") return { type, data: { text: data } };
  // A node of some implementations holds its fields beside its type.
  return { type, data: typeof data === "object" && data !== null ? record(data) : rest };
}

/** QQ's card of a forwarded conversation, as the segment that others make of it. */
function conversationCard(data: Segment["data"]): Segment | undefined {
  const card = record(typeof data.data === "string" ? parseCard(data.data) : data.data);
  if (card.app !== "com.tencent.multimsg") return undefined;
  const { resid, news } = record(record(card.meta).detail);
  const lines = Array.isArray(news) ? news.map((line) => plain(record(line).text)).filter(Boolean) : [];
  return { type: "forward", data: { id: plain(resid), preview: lines.slice(0, 20) } };
}

/** The fields of an object; of anything else there are none. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
