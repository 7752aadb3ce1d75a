import { readFile, stat } from "node:fs/promises";
import type { Address } from "../../domain/people.ts";
import { splitText } from "../../lib/graphemes.ts";
import { type Content, DeliveryError, type OutgoingFile } from "../channel.ts";
import type { Segment } from "./cq.ts";

/** One call of a send; a long text or a file makes several. */
export interface OutgoingCall {
  readonly action: string;
  readonly params: Record<string, unknown>;
  /** The plain text it carries. */
  readonly text: string;
  /** Carries a file: takes longer. */
  readonly heavy: boolean;
  /** What to send in its place where the network refuses it. */
  readonly instead?: readonly OutgoingCall[];
}

/** QQ refuses at about 4,500 characters; well under that. */
const LONGEST = 3000;
/** What is longer comes as a file: fourteen messages in a row are no answer. */
const MOST_PARTS = 5;
const LARGEST_FILE = 20 * 1024 * 1024;

/**
 * Always arrays of segments, so that nothing in a text is ever read as a code. Pictures go with the text, in one message;
 * other files by themselves. Their bytes travel inside the call: the implementation may run on another machine.
 */
export async function outgoingCalls(
  to: Address,
  { text, files = [], quote }: Content,
): Promise<OutgoingCall[]> {
  const pictures: Segment[] = [];
  const others: OutgoingCall[] = [];
  for (const file of files) {
    const data = { file: await embed(file), name: file.name };
    if (file.kind === "image") pictures.push({ type: "image", data });
    else if (file.kind === "file") others.push(upload(to, data));
    else others.push(message(to, [{ type: file.kind === "voice" ? "record" : file.kind, data }], "", true));
  }
  const whole = splitText(text, LONGEST);
  const isLong = whole.length > MOST_PARTS;
  const parts = isLong ? [`${whole[0]}\n（没有完，全文在下面的文件里）`] : whole;
  if (parts.length === 0 && pictures.length > 0) parts.push("");
  const texts = parts.map((part, index) => {
    const last = index === parts.length - 1;
    const segments: Segment[] = [
      ...(quote && index === 0 ? [{ type: "reply", data: { id: quote } }] : []),
      ...(part ? [{ type: "text", data: { text: part } }] : []),
      ...(last ? pictures : []),
    ];
    return message(to, segments, part, last && pictures.length > 0);
  });
  if (isLong) {
    const instead = whole
      .slice(1)
      .map((part) => message(to, [{ type: "text", data: { text: part } }], part, false));
    texts.push({
      ...upload(to, { file: embedded(Buffer.from(`\uFEFF${text}`)), name: "全文.txt" }),
      instead,
    });
  }
  return [...texts, ...others];
}

function message(to: Address, segments: Segment[], text: string, heavy: boolean): OutgoingCall {
  const action = to.kind === "user" ? "send_private_msg" : "send_group_msg";
  return { action, params: { message: segments, ...target(to) }, text, heavy };
}

function upload(to: Address, data: { file: string; name: string }): OutgoingCall {
  const action = to.kind === "user" ? "upload_private_file" : "upload_group_file";
  return { action, params: { ...target(to), ...data }, text: "", heavy: true };
}

async function embed(file: OutgoingFile): Promise<string> {
  const { size } = await stat(file.path);
  if (size > LARGEST_FILE) throw new DeliveryError("not-sent", "unsupported", false);
  return embedded(await readFile(file.path));
}

function embedded(content: Buffer): string {
  return `base64://${content.toString("base64")}`;
}

/** Ids go out as numbers, as the standard has them: Lagrange cannot parse strings there. A temporary session needs its group. */
function target({ kind, id, via }: Address): Record<string, unknown> {
  if (kind === "group") return { group_id: numeric(id) };
  return { user_id: numeric(id), ...(via !== undefined && { group_id: numeric(via) }) };
}

export function numeric(id: string): number | string {
  return /^-?\d{1,15}$/.test(id) ? Number(id) : id;
}
