/** @jsxImportSource hono/jsx */
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { rowsOf, type SetupForm } from "../../config/written-station.ts";
import type { SetupCheck, SetupFault, SetupTried } from "./parts.ts";
import { type Field, isRows, type Rows, type Step, steps } from "./steps.ts";

/** Where somebody brings the code that the terminal shows. */
export function CodePage({ wrong }: { readonly wrong?: string }) {
  return (
    <Page title="开始设置">
      <p>启动设置的那个窗口里有一个码，填在这里。</p>
      <form method="post" action="/" class="card">
        <label for="code">码</label>
        <input
          id="code"
          name="code"
          autocomplete="off"
          autofocus
          aria-invalid={wrong ? "true" : undefined}
          aria-describedby={wrong ? "code-wrong" : undefined}
        />
        {wrong && (
          <p class="wrong" id="code-wrong" role="alert">
            {wrong}
          </p>
        )}
        <button type="submit" class="primary">
          开始
        </button>
      </form>
    </Page>
  );
}

export function StepPage(props: {
  readonly step: Step;
  readonly at: number;
  readonly form: SetupForm;
  readonly faults: readonly SetupFault[];
  /** Two more empty rows. */
  readonly more: boolean;
  readonly tried: SetupTried | undefined;
  readonly found: readonly { readonly id: string; readonly name: string }[];
  readonly schedules: readonly string[];
}) {
  const { step, at, form, faults, more, tried, found, schedules } = props;
  const wrongOf = (name: string) =>
    faults.filter(({ field }) => field === name).map(({ message }) => message);
  return (
    <Page title={step.title} at={at}>
      <p class="intro">{step.intro}</p>
      {faults.length > 0 && (
        <p class="notice bad" role="alert">
          有{faults.length}处要改，写在格子下面。
        </p>
      )}
      <form method="post" action={`/${step.id}`}>
        {/* Enter goes on, whatever button stands first. */}
        <button type="submit" name="go" value="next" class="enter" tabindex={-1} aria-label="下一步" />
        {step.asks.map((asked) =>
          isRows(asked) ? (
            <RowsAsked rows={asked} form={form} more={more} found={found} wrongOf={wrongOf} />
          ) : (
            <div class="card">
              <FieldAsked field={asked} name={asked.name} form={form} wrong={wrongOf(asked.name)} />
            </div>
          ),
        )}
        {schedules.length > 0 && (
          <section class="card" aria-label="什么时候发什么">
            <h2>什么时候发什么</h2>
            <ul>
              {schedules.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
          </section>
        )}
        {step.tries && (
          <section class="card" aria-label="试一试">
            <button type="submit" name="go" value="try">
              {step.tries === "qq" ? "试一试能不能连上" : "看一看网关"}
            </button>
            {tried && (
              <p class={tried.isGood ? "notice" : "notice bad"} role="status">
                {tried.said}
              </p>
            )}
            {tried?.picture && <img src={tried.picture} alt="登录二维码" width="280" height="280" />}
          </section>
        )}
        <div class="go">
          {at > 0 && (
            <button type="submit" name="go" value="back" formnovalidate>
              上一步
            </button>
          )}
          <button type="submit" name="go" value="next" class="primary">
            下一步
          </button>
        </div>
      </form>
    </Page>
  );
}

function RowsAsked(props: {
  readonly rows: Rows;
  readonly form: SetupForm;
  readonly more: boolean;
  readonly found: readonly { readonly id: string; readonly name: string }[];
  readonly wrongOf: (name: string) => readonly string[];
}) {
  const { rows, form, more, found, wrongOf } = props;
  const typed = rowsOf(form, rows.list);
  const [first] = rows.columns;
  const known = new Set(typed.map((row) => form[`${rows.list}.${row}.${first?.name}`]?.trim()));
  const fresh = found.filter(({ id }) => !known.has(id));
  const next = (typed.at(-1) ?? -1) + 1;
  const empty = more ? 3 : typed.length === 0 ? 3 : 1;
  const all = [...typed, ...Array.from({ length: empty }, (_, i) => next + i)];
  return (
    <fieldset class="card rows">
      <legend>{rows.label}</legend>
      {fresh.length > 0 && (
        <div class="found">
          <p class="hint">机器人在这些QQ群里，要发的打勾，再按「再加几行」填警务室：</p>
          {fresh.map(({ id, name }) => (
            <label>
              <input type="checkbox" name="pick" value={id} /> {name}（{id}）
            </label>
          ))}
        </div>
      )}
      {all.map((row, n) => (
        <div class="one">
          <span class="number">{n + 1}</span>
          {rows.columns.map((column) => {
            const name = `${rows.list}.${row}.${column.name}`;
            return <FieldAsked field={column} name={name} form={form} wrong={wrongOf(name)} row={n + 1} />;
          })}
        </div>
      ))}
      <button type="submit" name="go" value="more">
        再加几行
      </button>
    </fieldset>
  );
}

function FieldAsked(props: {
  readonly field: Field;
  readonly name: string;
  readonly form: SetupForm;
  readonly wrong: readonly string[];
  readonly row?: number;
}) {
  const { field, name, form, wrong, row } = props;
  const value = form[name] ?? field.usual ?? "";
  const id = name.replaceAll(".", "-");
  const beside = {
    id,
    name,
    "aria-invalid": wrong.length > 0 ? ("true" as const) : undefined,
    "aria-describedby":
      [wrong.length > 0 && `${id}-wrong`, field.hint && `${id}-hint`].filter(Boolean).join(" ") || undefined,
  };
  return (
    <div class="field">
      <label for={id}>
        {field.label}
        {row !== undefined && <span class="visually-hidden">，第{row}行</span>}
      </label>
      {field.kind === "choice" ? (
        <select {...beside}>
          {(field.choices ?? []).map(([one, label]) => (
            <option value={one} selected={one === value}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...beside}
          type={field.kind === "secret" ? "password" : "text"}
          value={value}
          autocomplete="off"
        />
      )}
      {field.hint && (
        <span class="hint" id={`${id}-hint`}>
          {field.hint}
        </span>
      )}
      {wrong.length > 0 && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong.join("；")}
        </p>
      )}
    </div>
  );
}

export function FinishPage(props: {
  readonly yaml: string;
  readonly secrets: readonly string[];
  readonly faults: readonly { readonly message: string; readonly step: Step | undefined }[];
  readonly check: SetupCheck | undefined;
  readonly name: string;
  readonly wrong?: string;
}) {
  const { yaml, secrets, faults, check, name, wrong } = props;
  return (
    <Page title="看一遍，写下来" at={steps.length}>
      {faults.length > 0 && (
        <section class="notice bad" role="alert">
          <p>还有{faults.length}处要改：</p>
          <ul>
            {faults.map(({ message, step }) => (
              <li>
                {message} {step && <a href={`/${step.id}`}>去「{step.title}」改</a>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {check && <Checked check={check} />}
      <section class="card" aria-label="文件">
        <h2>要写的文件</h2>
        <pre tabindex={0}>{yaml}</pre>
      </section>
      {secrets.length > 0 && <Secrets names={secrets} />}
      <form method="post" action="/finish" class="card">
        <label for="name">文件名</label>
        <input
          id="name"
          name="name"
          value={name}
          autocomplete="off"
          aria-describedby={wrong ? "name-wrong" : undefined}
        />
        <p class="hint">启动的那一行会是：npm start -- --config {name}</p>
        {wrong && (
          <p class="wrong" id="name-wrong" role="alert">
            {wrong}
          </p>
        )}
        <div class="go">
          <a href={`/${steps.at(-1)?.id}`}>上一步</a>
          <button type="submit" class="primary">
            写下来
          </button>
        </div>
      </form>
    </Page>
  );
}

export function WrittenPage(props: {
  readonly name: string;
  readonly check: SetupCheck;
  readonly secrets: readonly string[];
}) {
  const { name, check, secrets } = props;
  return (
    <Page title={check.ok ? "写好了" : "写好了，还有要改的"} at={steps.length}>
      <Checked check={check} />
      {secrets.length > 0 && <Secrets names={secrets} />}
      <section class="card" aria-label="启动">
        <h2>启动</h2>
        <p>演示站还开着的，先在它的窗口按 Ctrl+C。回到设置的窗口，按 Ctrl+C 停下设置，再打：</p>
        <pre tabindex={0}>npm start -- --config {name}</pre>
        <p>
          没有写管理员账号的，第一次启动会显示一个绑定码：管理员用自己的账号私聊机器人发「/绑定
          码」。开机自动启动见 docs/operations 里的 windows.md、linux.md。
        </p>
      </section>
    </Page>
  );
}

/** What asks for something first; the rest, which is long, for whoever wants it. */
function Checked({ check: { lines, findings, ok } }: { readonly check: SetupCheck }) {
  const rest = lines.slice(findings.length);
  return (
    <section class={ok ? "notice" : "notice bad"} aria-label="检查">
      <h2>{rest[0]}</h2>
      {findings.length > 0 && (
        <ul>
          {findings.map((finding) => (
            <li>{finding}</li>
          ))}
        </ul>
      )}
      <details>
        <summary>接下来发什么</summary>
        <pre tabindex={0}>{rest.slice(1).join("\n")}</pre>
      </details>
    </section>
  );
}

/** How the passwords get where the file looks for them. */
function Secrets({ names }: { readonly names: readonly string[] }) {
  return (
    <section class="card" aria-label="口令">
      <h2>口令不在文件里</h2>
      <p>启动前设成环境变量，把「口令」换成您填的那个。</p>
      <p>Windows（设完关掉窗口，重新打开）：</p>
      <pre tabindex={0}>{names.map((name) => `setx ${name} "口令"`).join("\n")}</pre>
      <p>Linux、macOS：</p>
      <pre tabindex={0}>{names.map((name) => `export ${name}='口令'`).join("\n")}</pre>
    </section>
  );
}

function Page({
  title,
  at,
  children,
}: {
  readonly title: string;
  readonly at?: number;
  readonly children: Child;
}) {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{title} · 警民设置</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/static/bootstrap.min.css" />
          <link rel="stylesheet" href="/static/setup.css" />
        </head>
        <body>
          <header>
            <b>警民设置</b>
            {at !== undefined && (
              <nav aria-label="步骤">
                <ol>
                  {[
                    ...steps.map(({ id, title: name }) => ({ id, name })),
                    { id: "finish", name: "写下来" },
                  ].map(({ id, name }, i) => (
                    <li>
                      <a href={`/${id}`} aria-current={i === at ? "step" : undefined}>
                        {name}
                      </a>
                    </li>
                  ))}
                </ol>
              </nav>
            )}
          </header>
          <main>
            <h1>{title}</h1>
            {children}
          </main>
        </body>
      </html>
    </>
  );
}
