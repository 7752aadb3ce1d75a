import { readFile, stat } from "node:fs/promises";
import type { Address } from "../../domain/people.ts";
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
}

/** QQ refuses at about 4,500 characters; well under that. */
const LONGEST = 3000;
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
  const parts = splitText(text);
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
  return `base64://${(await readFile(file.path)).toString("base64")}`;
}

/** Ids go out as numbers, as the standard has them: Lagrange cannot parse strings there. A temporary session needs its group. */
function target({ kind, id, via }: Address): Record<string, unknown> {
  if (kind === "group") return { group_id: numeric(id) };
  return { user_id: numeric(id), ...(via !== undefined && { group_id: numeric(via) }) };
}

export function numeric(id: string): number | string {
  return /^\d{1,15}$/.test(id) ? Number(id) : id;
}

/** Parts of at most `LONGEST` characters, cut after a line or a sentence where there is one, never inside a character. */
export function splitText(text: string, longest = LONGEST): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const head = rest.slice(0, longest);
    const soft = Math.max(head.lastIndexOf("\n"), head.lastIndexOf("。")) + 1;
    const surrogate = /[\uD800-\uDBFF]$/.test(head) ? 1 : 0;
    const cut = soft > longest / 2 ? soft : longest - surrogate;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  if (rest !== "") parts.push(rest);
  return parts;
}
