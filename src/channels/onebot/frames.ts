import { z } from "zod";

/** A field of another type than expected counts as absent. In one step: a flood of messages has a dozen of them each. */
function field<T>(read: (value: unknown) => T | undefined) {
  return z.unknown().transform(read).optional();
}

const text = z.string().optional().catch(undefined);
/** Ids come as numbers or strings, and may be negative or past 2^53: strings from here on. */
const id = field((value) =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined,
);
const number = z.coerce.number().optional().catch(undefined);
const object = z.looseObject({}).optional().catch(undefined);

/** Whatever the implementation pushes. Only `post_type` is sure. */
const eventSchema = z.object({
  post_type: z.string(),
  self_id: id,
  time: number,
  meta_event_type: text,
  message_type: text,
  notice_type: text,
  request_type: text,
  sub_type: text,
  user_id: id,
  group_id: id,
  target_id: id,
  message_id: id,
  message_seq: id,
  group_name: text,
  message: z.unknown().optional(),
  raw_message: text,
  anonymous: object,
  sender: z.object({ nickname: text, card: text, group_id: id }).catch({}).optional(),
  file: z.object({ id, name: text, size: number, url: text }).optional().catch(undefined),
  status: z
    .object({ online: z.boolean().nullish().catch(undefined) })
    .optional()
    .catch(undefined),
  interval: number,
  duration: number,
  comment: text,
  flag: id,
});
export type OnebotEvent = z.infer<typeof eventSchema>;

const answerSchema = z.object({
  status: text,
  retcode: z.coerce.number().catch(-1),
  data: z.unknown().optional(),
  /** go-cqhttp has its code here, and only a hint in the other two. */
  msg: text,
  message: text,
  wording: text,
  echo: id,
});
export type OnebotAnswer = z.infer<typeof answerSchema>;

export type Frame =
  | { readonly event: OnebotEvent }
  | { readonly answer: OnebotAnswer }
  | { readonly malformed: true };

const MALFORMED: Frame = { malformed: true };

/** Never throws. */
export function readFrame(raw: string): Frame {
  let value: unknown;
  try {
    value = parseJson(raw);
  } catch {
    return MALFORMED;
  }
  if (typeof value !== "object" || value === null) return MALFORMED;
  if ("post_type" in value) {
    const event = eventSchema.safeParse(value);
    return event.success ? { event: event.data } : MALFORMED;
  }
  if ("retcode" in value || "status" in value) {
    const answer = answerSchema.safeParse(value);
    return answer.success ? { answer: answer.data } : MALFORMED;
  }
  return MALFORMED;
}

/** A message of a history answer, which leaves out what goes without saying. */
export function readPastMessage(value: unknown): OnebotEvent | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const event = eventSchema.safeParse({ post_type: "message", ...value });
  return event.success ? event.data : undefined;
}

/** Seconds since 1970, or milliseconds as some write; absent or nonsense: `now`. */
export function eventTime(event: OnebotEvent, now: Date): Date {
  const time = event.time ?? 0;
  if (!(time > 0)) return now;
  const at = new Date(time > 100_000_000_000 ? time : time * 1000);
  return Number.isNaN(at.getTime()) ? now : at;
}

/** An id or text of an answer; `""` where it is not there. */
export function textField(data: unknown, key: string): string {
  if (typeof data !== "object" || data === null) return "";
  const value = (data as Record<string, unknown>)[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

const LONG_NUMBER = /[:[,]\s*-?\d{16,}/;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** JSON.parse would round ids past 2^53: whole numbers that long become strings first. */
function parseJson(raw: string): unknown {
  if (!LONG_NUMBER.test(raw)) return JSON.parse(raw);
  return JSON.parse(raw.replace(TOKEN, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token)));
}
