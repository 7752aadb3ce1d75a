import { XMLParser } from "fast-xml-parser";
import { z } from "zod";

const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: true, processEntities: false });
const envelope = z.looseObject({ xml: z.looseObject({ Encrypt: z.string().min(1) }) });
const news = z.looseObject({
  xml: z.looseObject({
    Event: z.string(),
    Token: z.string().optional(),
    OpenKfId: z.string().optional(),
  }),
});

/** The encrypted part of what was posted. */
export function encryptedIn(body: string): string | undefined {
  return parsed(body, envelope)?.xml.Encrypt;
}

/** That something is to be read with `kf/sync_msg`: `token` makes it possible often, for ten minutes. */
export interface KfNews {
  readonly token?: string | undefined;
  readonly openKfId?: string | undefined;
}

/** What an opened callback says; `undefined` where it is about something else. */
export function kfNewsIn(xml: string): KfNews | undefined {
  const found = parsed(xml, news)?.xml;
  if (found?.Event !== "kf_msg_or_event") return undefined;
  return { token: found.Token, openKfId: found.OpenKfId };
}

function parsed<T>(xml: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(parser.parse(xml)).data;
  } catch {
    return undefined;
  }
}
