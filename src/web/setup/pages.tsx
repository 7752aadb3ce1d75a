/** @jsxImportSource hono/jsx */
import type { SetupForm } from "../../config/written-station.ts";
import { FieldAsked, RowsAsked } from "./fields.tsx";
import { Page } from "./layout.tsx";
import type { SetupCheck, SetupFault, SetupTried } from "./parts.ts";
import { isRows, type Step, steps } from "./steps.ts";

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
