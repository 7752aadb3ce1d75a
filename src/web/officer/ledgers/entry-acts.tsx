/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { mayInLedger } from "../../../domain/ledger-rights.ts";
import { fieldOf, idsOf, isFilled, isRequired } from "../../../domain/ledgers.ts";
import { changeField, noteOnEntry } from "../../../ledgers/change-entry.ts";
import { addFiles, removeFile } from "../../../ledgers/entry-files.ts";
import { moveByForm } from "../../../ledgers/write-form.ts";
import { cookiesOf } from "../guard.ts";
import { Attachments } from "../parts/attachments.tsx";
import { FormToken, Layout } from "../parts/layout.tsx";
import type { Me, OfficerEnv, OfficerParts } from "../parts/me.ts";
import { entryAt } from "./entry.tsx";
import { FieldInput, typedValue } from "./field-input.tsx";
import { fieldsOf, textOf, worldIn } from "./form-fields.ts";
import { readFiles } from "./uploads.ts";
import { AT, ID, ledgerRefusal } from "./words.ts";

/** What the forms of an entry do, and the form of one field. */
export function createEntryActs(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();
  const gone = (c: Context) => c.text("没有这一条，或者您不能改。", 404);
  /** The entry, where it may be written to. */
  const writable = async (c: Context<OfficerEnv>) => {
    const found = await entryAt(c, parts);
    return found && mayInLedger(c.get("me").officer, found.ledger, "write", found.entry) ? found : undefined;
  };

  app.get(`/:ledger/:id{${ID}}/change`, async (c) => {
    const found = await writable(c);
    const field = found && fieldOf(found.ledger, c.req.query("field") ?? "");
    return field ? c.html(await changePage(c, found, field.id)) : gone(c);
  });

  app.post(`/:ledger/:id{${ID}}/:act{move|change|note|files|unfile}`, async (c) => {
    const found = await writable(c);
    if (!found) return gone(c);
    const { entry, ledger } = found;
    const { actor } = c.get("me");
    const { number } = entry;
    const form = await c.req.parseBody();
    const act = c.req.param("act");
    const at = `${AT}/${ledger.id}/${entry.id}`;
    const say = (sentence: string) => {
      cookies.say(c, sentence);
      return c.redirect(at, 303);
    };
    if (act === "move" || act === "files") {
      const files = await readFiles(c, ledger, parts);
      if ("wrong" in files) return say(`${files.wrong}没有改。`);
      if (act === "files") {
        const added = await addFiles(actions, actor, { number, files });
        return say("refused" in added ? ledgerRefusal(added) : "加上了。");
      }
      const [word, words] = [textOf(form, "word"), textOf(form, "text")];
      const fields = fieldsOf(form, ledger);
      const moved = await moveByForm(actions, actor, { number, word, words, fields, files });
      return say("refused" in moved ? ledgerRefusal(moved) : "改好了。");
    }
    if (act === "unfile") {
      const removed = await removeFile(actions, actor, { number, file: textOf(form, "file") });
      return say("refused" in removed ? ledgerRefusal(removed) : "删掉了。");
    }
    if (act === "note") {
      const noted = await noteOnEntry(actions, actor, { number, words: textOf(form, "text") });
      return say("refused" in noted ? ledgerRefusal(noted) : "记好了。");
    }
    const field = textOf(form, "field");
    const typed = textOf(form, `f-${field}`);
    const changed = await changeField(actions, actor, { number, field, typed });
    if (!("refused" in changed)) return say("改好了。");
    if (!fieldOf(ledger, field)) return say(ledgerRefusal(changed));
    return c.html(await changePage(c, found, field, { typed, wrong: ledgerRefusal(changed) }), 422);
  });

  async function changePage(
    c: Context<OfficerEnv>,
    { entry, ledger }: NonNullable<Awaited<ReturnType<typeof entryAt>>>,
    id: string,
    given?: { readonly typed: string; readonly wrong: string },
  ) {
    const me = c.get("me");
    const at = `${AT}/${ledger.id}/${entry.id}`;
    const field = ledger.fields.find((one) => one.id === id) ?? ledger.fields[0];
    if (!field) throw new Error("a ledger has fields");
    const holdsFiles = field.type === "pictures" || field.type === "voice";
    // What is sealed does not stand in the form: left empty it must not be lost.
    const isSealed = field.type === "person" && isFilled(entry.values[id]);
    const names = new Map((await actions.store.officers.all()).map((one) => [one.id, one.name]));
    const all = holdsFiles ? await actions.store.attachments.ofReport(entry.id) : [];
    const files = all.filter((one) => idsOf(entry.values[id]).includes(one.id));
    return (
      <Layout title={field.title} me={me} at={AT} back={at}>
        <form
          method="post"
          action={`${at}/${holdsFiles ? "files" : "change"}`}
          enctype={holdsFiles ? "multipart/form-data" : undefined}
          class="card fill"
        >
          <h1>
            {entry.number} {holdsFiles ? "加" : "改"}
            {field.title}
          </h1>
          {given && (
            <p class="notice bad" role="alert">
              {given.wrong}
            </p>
          )}
          <FormToken me={me} />
          <input type="hidden" name="field" value={id} />
          <FieldInput
            field={field}
            world={await worldIn(actions)}
            required={holdsFiles || isSealed || isRequired(field, entry.state)}
            value={given?.typed ?? typedValue(field, entry.values[id], names)}
          />
          <button type="submit" class="primary">
            {holdsFiles ? "加上" : "改好"}
          </button>
        </form>
        {files.map((file) => (
          <section class="card fill">
            <Attachments all={[file]} at={`${at}/files`} />
            <Delete what="这个" action={`${at}/unfile`} name="file" value={file.id} me={me} />
          </section>
        ))}
        {isSealed && !isRequired(field, entry.state) && (
          <section class="card fill">
            <Delete what={field.title} action={`${at}/change`} name="field" value={id} me={me} />
          </section>
        )}
      </Layout>
    );
  }
  return app;
}

/** Two steps, with and without script: a thumb slips. */
function Delete(props: {
  readonly what: string;
  readonly action: string;
  readonly name: string;
  readonly value: string;
  readonly me: Me;
}) {
  const { what, action, name, value, me } = props;
  return (
    <details>
      <summary>删掉{what}</summary>
      <form method="post" action={action}>
        <FormToken me={me} />
        <input type="hidden" name={name} value={value} />
        <button type="submit" class="danger">
          确定删掉，找不回来
        </button>
      </form>
    </details>
  );
}
