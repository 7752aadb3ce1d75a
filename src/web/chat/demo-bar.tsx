/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { inZone } from "../../lib/time.ts";
import type { DemoView, Tour } from "./demo.ts";

/** The strip above the chats: what data is open, the station's time, the tour. */
export function DemoBar({ view, zone, who }: { view: DemoView; zone: string; who?: string | undefined }) {
  const { clock, tour } = view;
  return (
    <section id="demo" class="demo" aria-label="演示">
      <div class="demo-row">
        {clock ? (
          <>
            <p class="demo-clock">
              所里时间 <time datetime={clock.now.toISOString()}>{shown(clock.now, zone)}</time>
            </p>
            {clock.moves.map(({ id, label }) => (
              <Act path="clock" who={who} fields={{ move: id }}>
                {label}
              </Act>
            ))}
            <details class="demo-more">
              <summary>三周样例</summary>
              <div class="demo-menu">
                {!tour && (
                  <Act path="tour" who={who} fields={{ shown: "yes" }}>
                    再看四步导览
                  </Act>
                )}
                <Act path="sample" who={who} busy="正在装入……">
                  重新装入样例
                </Act>
                <Act path="leave" who={who} busy="正在换回……">
                  退出样例
                </Act>
              </div>
            </details>
          </>
        ) : (
          <>
            <p>这里还是空的。想看用了三周的样子？</p>
            <Act path="sample" who={who} busy="正在装入，约十秒……">
              装入三周样例
            </Act>
          </>
        )}
        <p class="demo-said" role="status" />
      </div>
      {tour && <TourStrip tour={tour} who={who} />}
    </section>
  );
}

function TourStrip({ tour, who }: { tour: Tour; who?: string | undefined }) {
  const step = tour.steps[tour.at];
  return (
    <div class="tour">
      <ol aria-label="四步导览">
        {tour.steps.map(({ title }, index) => (
          <li
            class={index < tour.at ? "done" : undefined}
            aria-current={index === tour.at ? "step" : undefined}
          >
            {title}
            {index < tour.at && <span class="visually-hidden">（做完了）</span>}
          </li>
        ))}
      </ol>
      <p class="tour-text" aria-live="polite">
        {step ? step.text : "四步都走完了。接着随便试，按上面的按钮让时间往前走。"}
      </p>
      {step?.who && (
        <a class="tour-go" href={hrefOf(step.who, who)} data-go={step.who} data-type={step.type}>
          {step.type ? "替我填好" : "打开"}
        </a>
      )}
      <Act path="tour" who={who} fields={{ shown: "no" }}>
        {step ? "不看了" : "关掉"}
      </Act>
    </div>
  );
}

/** One button that does one thing. */
function Act(props: {
  path: string;
  who?: string | undefined;
  fields?: Readonly<Record<string, string>>;
  /** Said while it takes its time. */
  busy?: string;
  children: Child;
}) {
  const { path, who, fields = {}, busy, children } = props;
  return (
    <form method="post" action={`/chat/demo/${path}`} class="demo-act" data-busy={busy}>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {who !== undefined && <input type="hidden" name="who" value={who} />}
      <button type="submit">{children}</button>
    </form>
  );
}

/** The page with this person open beside those that are. */
function hrefOf(persona: string, who: string | undefined): string {
  const open = (who ?? "zhangdama,wang").split(",").filter((one) => one !== persona && one !== "");
  return `/chat?who=${[persona, ...open].map(encodeURIComponent).join(",")}`;
}

function shown(at: Date, zone: string): string {
  const local = inZone(at, zone);
  return `${local.format("M月D日")} 周${"日一二三四五六"[local.day()]} ${local.format("HH:mm")}`;
}
