import type { TableRow } from "./migration.ts";
import { toTypedHistory } from "./to-typed-history.ts";

/** Schema 1 to 2: history becomes rows, alerts have a state, and what was JSON in settings has tables. */
export function toSchemaTwo(...[table, row]: TableRow): readonly TableRow[] {
  if (table === "reports") return toTypedHistory(row);
  // In schema 1 an alert was stored when it was sent.
  if (table === "alerts") return [[table, { ...row, state: "sent" }]];
  if (table === "settings") return settingAsRows(row as { id: string; value: string });
  return [[table, row]];
}

function settingAsRows(setting: { readonly id: string; readonly value: string }): readonly TableRow[] {
  const { id, value } = setting;
  const rest = (prefix: string) => (id.startsWith(prefix) ? id.slice(prefix.length) : undefined);
  if (id === "postings") return (JSON.parse(value) as object[]).map((row) => ["postings", { ...row }]);
  if (id === "scheduler") return scheduleRows(JSON.parse(value) as OldScheduleMemory);
  const budget = rest("outbox.");
  if (budget !== undefined) return [["budgets", { channel: budget, ...(JSON.parse(value) as object) }]];
  if (rest("friends.") !== undefined) return [["adminNotices", { about: id, level: Number(value) }]];
  const channel = rest("channel.");
  if (channel !== undefined) return [["channelMemory", { id: channel, value }]];
  return [["settings", { ...setting }]];
}

interface OldScheduleMemory {
  readonly looked: Readonly<Record<string, object>>;
  readonly drawn: Readonly<Record<string, object>>;
}

function scheduleRows({ looked, drawn }: OldScheduleMemory): TableRow[] {
  return [
    ...Object.entries(looked).map(([id, look]): TableRow => ["schedules", { id, ...look }]),
    ...Object.entries(drawn).map(([series, draw]): TableRow => ["draws", { series, ...draw }]),
  ];
}
