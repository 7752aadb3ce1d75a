/** @jsxImportSource hono/jsx */
import { mayInLedger } from "../../../domain/ledger-rights.ts";
import {
  isFilled,
  type Ledger,
  type LedgerEntry,
  type LedgerState,
  missingFields,
  stateOf,
} from "../../../domain/ledgers.ts";
import { fileFields } from "../../../ledgers/entry-files.ts";
import { FormToken } from "../parts/layout.tsx";
import type { Me } from "../parts/me.ts";
import { FieldInput, MAX_TEXT, type World } from "./field-input.tsx";
import { AT } from "./words.ts";

interface EntryFormsProps {
  readonly entry: LedgerEntry;
  readonly ledger: Ledger;
  readonly me: Me;
  readonly world: World;
}

/** Everything that the reader may do to the entry: the next state comes first. */
export function EntryForms({ entry, ledger, me, world }: EntryFormsProps) {
  const at = `${AT}/${ledger.id}/${entry.id}`;
  const next = stateOf(ledger, entry.state)
    .to.map((id) => stateOf(ledger, id))
    .filter(({ approval }) => !approval || mayInLedger(me.officer, ledger, "approve", entry));
  const empty = ledger.fields.filter(
    ({ id, type }) => type !== "pictures" && type !== "voice" && !isFilled(entry.values[id]),
  );
  return (
    <aside class="acts" aria-label="办理">
      {next.map((state) => (
        <details open={next.length === 1}>
          <summary>下一步：{state.title}</summary>
          <MoveForm state={state} at={at} entry={entry} ledger={ledger} me={me} world={world} />
        </details>
      ))}
      {fileFields(ledger).map((field) => (
        <details>
          <summary>加{field.title}</summary>
          <form method="post" action={`${at}/files`} enctype="multipart/form-data">
            <FormToken me={me} />
            <FieldInput field={field} world={world} required prefix="add-" />
            <button type="submit">加上</button>
          </form>
        </details>
      ))}
      <details>
        <summary>补充说明</summary>
        <form method="post" action={`${at}/note`}>
          <FormToken me={me} />
          <label for="note-text">补充什么</label>
          <textarea id="note-text" name="text" rows={2} maxlength={MAX_TEXT} required data-keep />
          <button type="submit">记下</button>
        </form>
      </details>
      {empty.length > 0 && (
        <details>
          <summary>补一项没写的</summary>
          <ul class="links">
            {empty.map(({ id, title }) => (
              <li>
                <a class="button" href={`${at}/change?field=${id}`}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </aside>
  );
}

/** With what the new state needs and the entry does not have yet. */
function MoveForm({
  state,
  at,
  entry,
  ledger,
  me,
  world,
}: EntryFormsProps & { readonly state: LedgerState; readonly at: string }) {
  const text = `move-${state.id}`;
  return (
    <form method="post" action={`${at}/move`} enctype="multipart/form-data">
      <FormToken me={me} />
      <input type="hidden" name="word" value={state.title} />
      {missingFields(ledger, entry.values, state.id).map((field) => (
        <FieldInput field={field} world={world} required prefix={`${state.id}-`} />
      ))}
      <label for={text}>
        说明<small class="hint">　可不填</small>
      </label>
      <textarea id={text} name="text" rows={2} maxlength={MAX_TEXT} data-keep />
      <button type="submit" class="primary">
        改为{state.title}
      </button>
    </form>
  );
}
