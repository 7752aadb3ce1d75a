import { groupsReached, isWithdrawn } from "../domain/alert-corrections.ts";
import { composeAlert } from "../domain/alert-text.ts";
import { type Alert, WRITTEN } from "../domain/alerts.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { putDraft } from "./drafts.ts";

/** When an alert of a template that names an end is sent: the end is drafted at that time. Within a transaction. */
export function putEndTimer(t: Tx, { id, template, expires }: Alert): void {
  if (!(template?.end || template?.consultation) || !expires) return;
  t.timers.put({ id: `alert/end/${id}`, kind: "alert", subject: id, at: expires, step: "end" });
}

/** Drafts the end for exactly the groups that got the beginning, and reminds its author. Within a transaction. */
export async function draftEnd(t: Tx, first: Alert, timezone: string, now: Date): Promise<void> {
  const end = first.template?.end;
  const author = first.author === undefined ? undefined : await t.officers.get(first.author);
  const groups = groupsReached(await t.deliveries.ofAlert(first.id));
  if (!end || !author || author.revokedAt || groups.length === 0 || isWithdrawn(first)) return;
  const title = `结束：${first.title}`;
  const { category, severity, urgency, certainty, drill } = first;
  const draft = await putDraft(
    t,
    {
      series: WRITTEN,
      title,
      text: composeAlert(title, end),
      ...{ category, severity, urgency, certainty },
      msgType: "Update",
      references: [...(first.references ?? []), first.id],
      audience: { groups },
      ...(drill ? { drill } : {}),
    },
    author,
    timezone,
    now,
  );
  const row = { kind: "notice", to: { officer: author.id } } as const;
  t.deliveries.put(outboxRow({ ...row, text: draft.text, alone: true }, now));
  const text = `${first.number}「${first.title}」到时间了。上面是结束的提示（${draft.number}），发到收过的${groups.length}个群。\n要发，回「/提示 送审 ${draft.number}」；延长了，发「/提示 更正 ${first.number} …」。`;
  t.deliveries.put(outboxRow({ ...row, text }, now));
}
