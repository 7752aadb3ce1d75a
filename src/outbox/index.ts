/** What other features may use of `outbox`. */

export { type Channels, isReady, isStale } from "./address-validity.ts";
export { windowWaits } from "./answer-windows.ts";
export type { Outbox } from "./outbox.ts";
export type { OutboxFault } from "./outbox-reports.ts";
export { outboxRow } from "./outbox-row.ts";
export { withPicture } from "./picture-row.ts";
export { parseQuietHours, quietUntil } from "./quiet-hours.ts";
