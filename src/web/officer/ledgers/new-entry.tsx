/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { mayInLedger } from "../../../domain/ledger-rights.ts";
import { isRequired, type Ledger, type LedgerField } from "../../../domain/ledgers.ts";
import { todayIn } from "../../../ledgers/ledger-context.ts";
import { writeForm } from "../../../ledgers/write-form.ts";
import { cookiesOf } from "../guard.ts";
import { FormToken, Layout } from "../parts/layout.tsx";
import type { Me, OfficerEnv, OfficerParts } from "../parts/me.ts";
import { FieldInput } from "./field-input.tsx";
import { fieldsOf, textOf, worldIn } from "./form-fields.ts";
import { readFiles } from "./uploads.ts";
import { AT, ledgerRefusal } from "./words.ts";

/** The form of a new entry. What was typed stays where something is wrong. */
export function createNewEntryPage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();
  const writable = (c: Context<OfficerEnv>) => {
    const ledger = actions.ledgers().find(({ id }) => id === c.req.param("ledger"));
    return ledger && mayInLedger(c.get("me").officer, ledger, "write") ? ledger : undefined;
  };

  app.get("/:ledger/new", async (c) => {
    const ledger = writable(c);
    if (!ledger) return c.text("没有这个台账，或者您不能记。", 404);
    const { officer } = c.get("me");
    const today = todayIn(actions);
    const usual = { today, me: officer.name, mine: officer.office ?? "" };
    const filled = ({ default: of }: LedgerField) => (of ? usual[of] : "");
    const typed = Object.fromEntries(ledger.fields.map((field) => [field.id, filled(field)]));
    return c.html(await page(c.get("me"), ledger, { typed, subject: c.req.query("subject") ?? "" }));
  });

  app.post("/:ledger/new", async (c) => {
    const ledger = writable(c);
    if (!ledger) return c.text("没有这个台账，或者您不能记。", 404);
    const me = c.get("me");
    const form = await c.req.parseBody();
    const fields = fieldsOf(form, ledger);
    const subject = textOf(form, "subject");
    const files = await readFiles(c, ledger, parts);
    const written =
      "wrong" in files
        ? { refused: "wrong" as const, sentence: files.wrong }
        : await writeForm(actions, me.actor, {
            ledger: ledger.id,
            fields,
            files,
            ...(subject && { subject }),
          });
    if ("done" in written) {
      cookies.say(c, `已记 ${written.done.number}。`);
      return c.redirect(`${AT}/${ledger.id}/${written.done.id}`, 303);
    }
    const sent = !("wrong" in files) && Object.values(files.byField).some((all) => all.length > 0);
    const wrong = `${ledgerRefusal(written)}${sent ? "照片和录音要重新选。" : ""}`;
    return c.html(await page(me, ledger, { typed: fields, subject, wrong }), 422);
  });

  async function page(
    me: Me,
    ledger: Ledger,
    given: {
      readonly typed: Readonly<Record<string, string>>;
      readonly subject: string;
      readonly wrong?: string;
    },
  ) {
    const world = await worldIn(actions);
    const first = ledger.states[0].id;
    return (
      <Layout title={`记${ledger.title}`} me={me} at={AT} back={`${AT}/${ledger.id}`}>
        <form method="post" enctype="multipart/form-data" class="card fill">
          <h1>记一条{ledger.title}</h1>
          {given.wrong && (
            <p class="notice bad" role="alert">
              {given.wrong}
            </p>
          )}
          <FormToken me={me} />
          {ledger.subjects.length > 0 && (
            <>
              <label for="subject">
                对象<small class="hint">　可不填</small>
              </label>
              <select id="subject" name="subject">
                <option value="" />
                {ledger.subjects.map(({ name }) => (
                  <option value={name} selected={name === given.subject}>
                    {name}
                  </option>
                ))}
              </select>
            </>
          )}
          {ledger.fields
            .filter(({ required }) => required === true || !isOnlyLater(required, first))
            .map((field) => (
              <FieldInput
                field={field}
                world={world}
                required={isRequired(field, first)}
                value={given.typed[field.id]}
              />
            ))}
          <button type="submit" class="primary">
            记下
          </button>
        </form>
      </Layout>
    );
  }
  return app;
}

/** What a later state needs is asked for on the way into that one. */
function isOnlyLater(required: LedgerField["required"], first: string): boolean {
  return Array.isArray(required) && !required.includes(first);
}
