/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { shownValue } from "../../domain/ledger-fields.ts";
import { mayInLedger } from "../../domain/ledger-rights.ts";
import {
  fieldOf,
  isFilled,
  isRequired,
  type Ledger,
  type LedgerEntry,
  type LedgerEvent,
  type LedgerField,
  stateOf,
} from "../../domain/ledgers.ts";
import { changeField, moveEntry, noteOnEntry } from "../../ledgers/change-entry.ts";
import { readEntry } from "../../ledgers/find-entries.ts";
import { todayIn } from "../../ledgers/ledger-context.ts";
import { writeForm } from "../../ledgers/write-form.ts";
import { cookiesOf } from "./guard.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import { ledgerRefusal } from "./parts/ledger-words.ts";
import type { Me, OfficerEnv, OfficerParts } from "./parts/me.ts";
import { shortTime } from "./parts/report-row.tsx";

const AT = "/officer/ledgers";
const ID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
const MAX_TEXT = 2_000;
/** What a form cannot bring: it is sent in chat. */
const notInForms = ["pictures", "voice"];

/** One entry as a form and a timeline, and the form of a new one: made from whatever the ledger's file says. */
export function createLedgerEntryPage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();
  const text = (form: Record<string, unknown>, name: string) => {
    const value = form[name];
    return typeof value === "string" ? value.replaceAll("\r\n", "\n").trim().slice(0, MAX_TEXT) : "";
  };

  app.get("/:ledger/new", async (c) => {
    const me = c.get("me");
    const ledger = actions.ledgers().find(({ id }) => id === c.req.param("ledger"));
    if (!ledger || !mayInLedger(me.officer, ledger, "write"))
      return c.text("没有这个台账，或者您不能记。", 404);
    const world = await choicesOf();
    const first = ledger.states[0].id;
    return c.html(
      <Layout title={`记${ledger.title}`} me={me} at={AT} back={`${AT}/${ledger.id}`} said={cookies.said(c)}>
        <form method="post" class="card reply">
          <FormToken me={me} />
          {ledger.subjects.length > 0 && (
            <>
              <label for="subject">对象</label>
              <select id="subject" name="subject">
                <option value="" />
                {ledger.subjects.map(({ name }) => (
                  <option value={name}>{name}</option>
                ))}
              </select>
            </>
          )}
          {ledger.fields
            .filter(({ type }) => !notInForms.includes(type))
            .map((field) => (
              <FieldInput
                field={field}
                world={world}
                required={isRequired(field, first)}
                value={
                  field.default === "today" ? todayIn(actions) : field.default === "me" ? me.officer.name : ""
                }
              />
            ))}
          <button type="submit" class="primary">
            记下
          </button>
        </form>
      </Layout>,
    );
  });

  app.post("/:ledger/new", async (c) => {
    const me = c.get("me");
    const ledger = actions.ledgers().find(({ id }) => id === c.req.param("ledger"));
    if (!ledger) return c.notFound();
    const form = await c.req.parseBody();
    const fields = Object.fromEntries(ledger.fields.map(({ id }) => [id, text(form, `f-${id}`)]));
    const subject = text(form, "subject");
    const written = await writeForm(actions, me.actor, {
      ledger: ledger.id,
      fields,
      ...(subject ? { subject } : {}),
    });
    if ("refused" in written) {
      cookies.say(c, ledgerRefusal(written));
      return c.redirect(`${AT}/${ledger.id}/new`, 303);
    }
    cookies.say(c, `已记 ${written.done.number}。`);
    return c.redirect(`${AT}/${ledger.id}/${written.done.id}`, 303);
  });

  app.get(`/:ledger/:id{${ID}}`, async (c) => {
    const me = c.get("me");
    const row = await actions.store.ledgerEntries.get(c.req.param("id"));
    const read = row && (await readEntry(actions, me.actor, row.number));
    if (!read || "refused" in read) return c.text("没有这一条，或者您看不到。", 404);
    const { done: entry, ledger } = read;
    const officers = await actions.store.officers.all();
    const names = new Map(officers.map(({ id, name }) => [id, name]));
    const isWriter = mayInLedger(me.officer, ledger, "write", entry);
    return c.html(
      <Layout title={entry.number} me={me} at={AT} back={`${AT}/${ledger.id}`} said={cookies.said(c)}>
        <div class="desk">
          <section class="card about">
            <h1>
              <span class="badge">{stateOf(ledger, entry.state).title}</span>
              {entry.dueOn && <span class="badge soon">{entry.dueOn}到期</span>}
              {entry.number} {entry.subject ?? ""}
            </h1>
            <dl>
              {ledger.fields
                .filter(({ id }) => isFilled(entry.values[id]))
                .map((field) => (
                  <>
                    <dt>{field.title}</dt>
                    <dd>
                      {field.type === "report" ? (
                        <a href={`/officer/reports/${entry.values[field.id]}`}>
                          {String(entry.values[field.id])}
                        </a>
                      ) : (
                        shownValue(field, entry.values[field.id], names)
                      )}
                    </dd>
                  </>
                ))}
            </dl>
          </section>
          <section class="card" aria-label="经过">
            <ul class="timeline">
              {entry.events.map((event) => (
                <li>
                  <p>
                    {names.get(event.by) ?? ""} {eventWords(event, ledger)}{" "}
                    <time datetime={event.at}>
                      {shortTime(event.at, actions.config.station.timezone, actions.clock.now())}
                    </time>
                  </p>
                  {event.words && <p>{event.words}</p>}
                </li>
              ))}
            </ul>
          </section>
          {isWriter && <EntryForms entry={entry} ledger={ledger} me={me} world={await choicesOf()} />}
        </div>
      </Layout>,
    );
  });

  app.post(`/:ledger/:id{${ID}}/:act{move|change|note}`, async (c) => {
    const me = c.get("me");
    const { ledger: id, id: entryId, act } = c.req.param();
    const entry = await actions.store.ledgerEntries.get(entryId);
    if (!entry) return c.notFound();
    const form = await c.req.parseBody();
    const { number } = entry;
    const say = (sentence: string) => {
      cookies.say(c, sentence);
      return c.redirect(`${AT}/${id}/${entryId}`, 303);
    };
    if (act === "move") {
      const moved = await moveEntry(actions, me.actor, {
        number,
        word: text(form, "word"),
        words: text(form, "text"),
      });
      if ("refused" in moved) return say(ledgerRefusal(moved));
      if ("done" in moved) return say("改好了。");
      return say(`「${moved.asks.field.title}」没写：请在「改一项」里先写上，再走这一步。`);
    }
    const words = text(form, "text");
    const changed =
      act === "note"
        ? await noteOnEntry(actions, me.actor, { number, words })
        : await changeField(actions, me.actor, { number, field: text(form, "field"), typed: words });
    return say("refused" in changed ? ledgerRefusal(changed) : "记好了。");
  });

  async function choicesOf(): Promise<World> {
    const officers = (await actions.store.officers.all()).filter((one) => !one.revokedAt);
    return {
      officers: officers.map(({ name }) => name),
      offices: actions.config.offices.map(({ name }) => name),
    };
  }
  return app;
}

interface World {
  readonly officers: readonly string[];
  readonly offices: readonly string[];
}

function eventWords({ kind, what = "" }: LedgerEvent, ledger: Ledger): string {
  switch (kind) {
    case "written":
      return "记下";
    case "sent-in":
      return "群众发来，当班民警代收";
    case "moved":
      return `改为${stateOf(ledger, what).title}`;
    case "changed":
      return `改了${fieldOf(ledger, what)?.title ?? what}`;
    case "noted":
      return "补充";
    case "linked":
      return `转成 ${what}`;
  }
}

interface EntryFormsProps {
  readonly entry: LedgerEntry;
  readonly ledger: Ledger;
  readonly me: Me;
  readonly world: World;
}

function EntryForms({ entry, ledger, me }: EntryFormsProps) {
  const at = `${AT}/${ledger.id}/${entry.id}`;
  const next = stateOf(ledger, entry.state).to.map((id) => stateOf(ledger, id));
  const allowed = next.filter((one) => !one.approval || mayInLedger(me.officer, ledger, "approve", entry));
  return (
    <aside class="acts" aria-label="办理">
      {allowed.length > 0 && (
        <form method="post" action={`${at}/move`} class="card reply">
          <FormToken me={me} />
          <label for="move-word">下一步</label>
          <select id="move-word" name="word">
            {allowed.map(({ title }) => (
              <option value={title}>{title}</option>
            ))}
          </select>
          <label for="move-text">说明</label>
          <textarea id="move-text" name="text" rows={2} maxlength={MAX_TEXT} data-keep />
          <button type="submit" class="primary">
            改状态
          </button>
        </form>
      )}
      <details>
        <summary>改一项</summary>
        <form method="post" action={`${at}/change`}>
          <FormToken me={me} />
          <label for="change-field">哪一项</label>
          <select id="change-field" name="field">
            {ledger.fields
              .filter(({ type }) => !notInForms.includes(type))
              .map(({ id, title }) => (
                <option value={id}>{title}</option>
              ))}
          </select>
          <label for="change-text">改成</label>
          <textarea id="change-text" name="text" rows={2} maxlength={MAX_TEXT} data-keep />
          <button type="submit">改</button>
        </form>
      </details>
      <details>
        <summary>补充</summary>
        <form method="post" action={`${at}/note`}>
          <FormToken me={me} />
          <label for="note-text">补充什么</label>
          <textarea id="note-text" name="text" rows={2} maxlength={MAX_TEXT} required data-keep />
          <button type="submit">记下</button>
        </form>
      </details>
    </aside>
  );
}

function FieldInput({
  field,
  world,
  required,
  value,
}: {
  readonly field: LedgerField;
  readonly world: World;
  readonly required: boolean;
  readonly value: string;
}) {
  const id = `f-${field.id}`;
  const choices =
    field.type === "choice"
      ? field.choices
      : field.type === "yesno"
        ? ["是", "不是"]
        : field.type === "officer"
          ? world.officers
          : field.type === "office"
            ? world.offices
            : undefined;
  return (
    <>
      <label for={id}>
        {field.title}
        {field.unit ? `（${field.unit}）` : ""}
      </label>
      {choices ? (
        <select id={id} name={id} required={required}>
          <option value="" />
          {choices.map((one) => (
            <option value={one} selected={one === value}>
              {one}
            </option>
          ))}
        </select>
      ) : field.type === "long" ? (
        <textarea id={id} name={id} rows={3} maxlength={MAX_TEXT} required={required} data-keep />
      ) : (
        <input
          id={id}
          name={id}
          type={field.type === "date" ? "date" : field.type === "time" ? "time" : "text"}
          value={value}
          maxlength={200}
          required={required}
        />
      )}
    </>
  );
}
