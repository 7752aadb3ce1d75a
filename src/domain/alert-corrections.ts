import { composeAlert } from "./alert-text.ts";
import { type Alert, type AlertTemplate, WRITTEN } from "./alerts.ts";
import type { Delivery } from "./deliveries.ts";
import type { GroupId } from "./groups.ts";

/** CAP `msgType` of what is said about an earlier alert. */
export type CorrectionKind = Exclude<Alert["msgType"], "Alert">;

/** The groups that an alert reached, may have reached, or was posted to by hand: a correction goes to exactly these. */
export function groupsReached(rows: readonly Delivery[]): GroupId[] {
  return rows.flatMap((row) => ("group" in row.to && isReached(row) ? [row.to.group] : []));
}

export function isReached({ state }: Delivery): boolean {
  return state === "sent" || state === "sending" || state === "unknown" || state === "posted-by-hand";
}

/** Whether its words no longer hold: nothing of it may be sent any more, by the bot or by hand. */
export function isWithdrawn({ state, correctedBy }: Pick<Alert, "state" | "correctedBy">): boolean {
  return state === "cancelled" || correctedBy !== undefined;
}

/**
 * The alert that corrects another, without what storing it adds. It names what it corrects by its title and when that
 * was said (`when`, in the station's words); the end of a search repeats no name.
 */
export function correctionOf(
  first: Alert,
  kind: CorrectionKind,
  { words, when, station }: { readonly words: string; readonly when: string; readonly station: string },
) {
  const subject = first.template?.name === "寻人" ? "寻人" : first.title.replace(/^(?:【演练】|更正：)+/, "");
  const title = `${kind === "Update" ? "更正" : "取消"}：${subject}`;
  const body =
    kind === "Update"
      ? `${when}发的那条请以这条为准：\n${words}\n${station}`
      : (first.template?.cancel ??
        `${when}发的那条不算了。${subject === "寻人" ? "" : ended(words)}\n转发过的也请删掉。${station}`);
  const { template } = first;
  const after = template && templateAfter(template, kind);
  const fixed = after ? { template: after } : {};
  const { category, severity, urgency, certainty, drill } = first;
  return {
    series: WRITTEN,
    title,
    text: composeAlert(title, body),
    category,
    severity,
    urgency,
    certainty,
    msgType: kind,
    references: [...(first.references ?? []), first.id],
    ...(kind === "Update" && first.expires ? { expires: first.expires } : {}),
    ...(drill ? { drill } : {}),
    ...fixed,
  };
}

/**
 * What a correction keeps of the template. An update can be ended and erased like the first; what was said to the fields
 * stays with the first, which is where it is erased. A cancel has the words of the template: they need no second person.
 */
function templateAfter(template: AlertTemplate, kind: CorrectionKind): AlertTemplate | undefined {
  if (kind === "Cancel") return template.cancel ? { name: template.name, values: {} } : undefined;
  return template.erase ? { ...template, values: {} } : template;
}

function ended(words: string): string {
  const text = words.trim();
  return text === "" || /[。！？.!?]$/.test(text) ? text : `${text}。`;
}

const DRILL = "【演练】";

/** A drill says so in its title and in the first and last words of its text; what is none stays as it is. */
export function markedDrill<A extends Pick<Alert, "drill" | "title" | "text">>(alert: A): A {
  if (!alert.drill) return alert;
  const title = alert.title.startsWith(DRILL) ? alert.title : `${DRILL}${alert.title}`;
  const first = alert.text.startsWith(DRILL) ? alert.text : `${DRILL}${alert.text}`;
  const text = first.endsWith(DRILL_END) ? first : `${first}\n${DRILL_END}`;
  return { ...alert, title, text };
}

/** The last words of a drill. */
export const DRILL_END = "这是演练，不是真的。【演练】";
