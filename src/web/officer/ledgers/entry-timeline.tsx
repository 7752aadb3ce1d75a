/** @jsxImportSource hono/jsx */
import type { Ledger, LedgerEntry, LedgerEvent } from "../../../domain/ledgers.ts";
import { showable } from "../../../domain/showable.ts";
import { inZone } from "../../../lib/time.ts";
import { eventWords } from "./words.ts";

/** What happened to an entry, oldest first, one day after the other. */
export function EntryTimeline({
  entry,
  ledger,
  names,
  zone,
}: {
  readonly entry: LedgerEntry;
  readonly ledger: Ledger;
  readonly names: ReadonlyMap<string, string>;
  readonly zone: string;
}) {
  const dayOf = ({ at }: LedgerEvent) => inZone(at, zone).format("YYYY年M月D日");
  return (
    <ol class="timeline">
      {entry.events.map((event, index) => {
        const before = entry.events[index - 1];
        return (
          <>
            {(!before || dayOf(before) !== dayOf(event)) && <li class="day">{dayOf(event)}</li>}
            <li class="note">
              <time datetime={event.at}>{inZone(event.at, zone).format("HH:mm")}</time>
              <div>
                <span class="who">
                  {names.get(event.by) ?? ""} {eventWords(event, ledger)} <Made event={event} />
                </span>
                {event.words && <p>{showable(event.words)}</p>}
              </div>
            </li>
          </>
        );
      })}
    </ol>
  );
}

/** What was made of the entry, where a page shows it. */
function Made({ event: { kind, what = "" } }: { readonly event: LedgerEvent }) {
  if (kind !== "linked") return null;
  const place = what.startsWith("R") ? "reports" : "alerts";
  return <a href={`/officer/${place}/${what}`}>{what}</a>;
}
