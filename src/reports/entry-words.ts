import type { ActionContext } from "../app/bot-context.ts";
import { type ReportEntry, statusNames } from "../domain/reports.ts";
import { inZone } from "../lib/time.ts";

/** What was said, or what an act was, in words for officers; empty for an attachment alone. */
export async function saidOrDone(
  entry: ReportEntry,
  { config, store }: Pick<ActionContext, "config" | "store">,
): Promise<string> {
  const because = (reason: string | undefined) => (reason ? `，${reason}` : "");
  const nameOf = async (id: string) => (await store.officers.get(id))?.name ?? "已停用的民警";
  const numberOf = async (id: string | undefined) =>
    (id && (await store.reports.get(id))?.number) || "另一件";
  switch (entry.kind) {
    case "said":
    case "reply":
    case "note":
      return entry.text;
    case "status":
      return `${statusNames[entry.to]}${because(entry.reason)}`;
    case "assigned": {
      const own = typeof entry.by === "object" && entry.by.officer === entry.to;
      if (own) return `接手${because(entry.reason)}`;
      return `${entry.to ? `交给${await nameOf(entry.to)}` : "改派"}${because(entry.reason)}`;
    }
    case "corrected":
      return "改了登记";
    case "merged":
      return entry.into ? `并到 ${await numberOf(entry.into)}` : `${await numberOf(entry.from)} 并进来`;
    case "released":
      return `同意${await nameOf(entry.to)}查看身份${because(entry.reason)}`;
    case "extended":
      return `延期到${inZone(entry.to, config.station.timezone).format("M月D日")}${because(entry.reason)}`;
    case "attachment":
      return "";
  }
}

/** Ids of the attachments that came or went with it. */
export function attachmentsOf(entry: ReportEntry): readonly string[] {
  if (entry.kind === "said" || entry.kind === "reply") return entry.attachments ?? [];
  return entry.kind === "attachment" ? [entry.attachment] : [];
}
