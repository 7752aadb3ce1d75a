import type { Delivery } from "../domain/deliveries.ts";
import { newId } from "../lib/ids.ts";
import { outboxRow } from "./outbox-row.ts";

/** For the row of an alert's text, before it is put: the alert's picture is to follow it. */
export function withPicture(text: Delivery, now: Date): Delivery {
  return { ...text, pictureRow: newId(now) };
}

/** The row of the picture that follows this text, where one does. */
export function pictureAfter(
  { pictureRow, alert, to, channel, expires, severe }: Delivery,
  now: Date,
): Delivery | undefined {
  if (!pictureRow || !alert) return undefined;
  const more = {
    ...(channel ? { channel } : {}),
    ...(expires ? { expires } : {}),
    ...(severe ? { severe } : {}),
  };
  return outboxRow({ id: pictureRow, kind: "broadcast", to, text: "", pictureOf: alert, ...more }, now);
}
