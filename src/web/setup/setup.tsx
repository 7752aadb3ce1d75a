/** @jsxImportSource hono/jsx */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import type { SetupForm } from "../../config/written-station.ts";
import { localOnly } from "../local-only.ts";
import { createStatic } from "../static.ts";
import { keep } from "./keep.ts";
import { CodePage, FinishPage, StepPage, WrittenPage } from "./pages.tsx";
import type { SetupFault, SetupParts, SetupTried } from "./parts.ts";
import { holdsField, type Step, steps } from "./steps.ts";

const TRIES = 5;
const COOKIE = "setup";

/**
 * The pages of the set-up, for one browser on this computer that brought the code. What is typed is kept in memory until
 * the program ends, so that a page may be loaded anew or gone back to.
 */
export function createSetup(parts: SetupParts): Hono {
  let code = parts.newCode();
  let tries = 0;
  let session: string | undefined;
  let form: SetupForm = {};
  let trying: { readonly of: string; readonly answer: Promise<SetupTried> } | undefined;
  let tried: Partial<Record<"qq" | "wechat", SetupTried>> = {};

  const app = new Hono();
  app.use(
    secureHeaders({
      strictTransportSecurity: false,
      // Browsers send the origin of a form only with a referrer.
      referrerPolicy: "same-origin",
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: "DENY",
    }),
  );
  app.use(localOnly);
  app.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    await next();
  });
  app.route("/static", createStatic());

  app.get("/", (c) => (isMine(c) ? c.redirect(`/${steps[0]?.id}`) : c.html(<CodePage />)));
  app.post("/", async (c) => {
    const typed = String((await c.req.parseBody()).code ?? "");
    if (session !== undefined)
      return c.html(<CodePage wrong="这个码用过了。换浏览器，要把设置程序重新启动。" />, 403);
    if (!isSame(lettersOf(typed), lettersOf(code))) {
      if (++tries >= TRIES) {
        tries = 0;
        code = parts.newCode();
        parts.announce(`错了${TRIES}次，换了一个码：${code}`);
      }
      return c.html(<CodePage wrong="码不对。看启动设置的那个窗口里最新的一个。" />, 403);
    }
    session = randomBytes(32).toString("base64url");
    setCookie(c, COOKIE, session, { httpOnly: true, sameSite: "Strict", path: "/" });
    return c.redirect(`/${steps[0]?.id}`, 303);
  });

  // Past this line only the browser that brought the code.
  app.use(async (c, next) => {
    if (!isMine(c)) return c.redirect("/", 303);
    await next();
  });

  for (const step of steps) {
    app.get(`/${step.id}`, async (c) => c.html(await shown(step)));
    app.post(`/${step.id}`, async (c) => {
      const body = await c.req.parseBody({ all: true });
      const { form: kept, refused } = keep(step, body, form, found());
      form = kept;
      const go = String(body.go ?? "next");
      if (go === "try" && step.tries) tried = { ...tried, [step.tries]: await tryOnce(step.tries) };
      const faults = [...refused, ...(go === "next" || go === "try" ? faultsOf(step) : [])];
      if (go === "back") return c.redirect(`/${before(step)}`, 303);
      if (go === "next" && faults.length === 0) return c.redirect(`/${after(step)}`, 303);
      return c.html(await shown(step, faults, go === "more"), faults.length > 0 && go !== "try" ? 422 : 200);
    });
  }

  app.get("/finish", async (c) => c.html(await finish(NAME)));
  app.post("/finish", async (c) => {
    const body = await c.req.parseBody();
    const name = String(body.name ?? NAME).trim();
    const { yaml, secrets, faults } = parts.write(form);
    const saved =
      faults.length > 0 ? { wrong: "上面还有要改的，没有写。" } : await parts.save(name, yaml, secrets);
    if ("wrong" in saved) return c.html(await finish(name, saved.wrong), 422);
    return c.html(<WrittenPage name={name} check={saved} secrets={Object.keys(secrets)} />);
  });
  app.notFound((c) => c.text("没有这个页面。", 404));

  function isMine(c: Context): boolean {
    const brought = getCookie(c, COOKIE);
    return session !== undefined && brought !== undefined && isSame(brought, session);
  }

  /** A page that is loaded anew while an answer is waited for hears the same one: two tries would be in each other's way. */
  function tryOnce(what: "qq" | "wechat"): Promise<SetupTried> {
    const of = JSON.stringify([what, form]);
    if (trying?.of === of) return trying.answer;
    const before = trying?.answer;
    const answer = Promise.resolve(before).then(() => parts.tryConnection(what, form));
    const mine = { of, answer };
    const over = () => {
      if (trying === mine) trying = undefined;
    };
    answer.then(over, over);
    trying = mine;
    return answer;
  }

  /** Groups in which the accounts are that were tried. */
  function found() {
    return [...(tried.qq?.groups ?? []), ...(tried.wechat?.groups ?? [])];
  }

  function faultsOf(step: Step): SetupFault[] {
    const { faults } = parts.write(form);
    return faults.filter(({ field }) => field !== undefined && holdsField(step, field));
  }

  async function shown(step: Step, faults: readonly SetupFault[] = [], more = false) {
    const at = steps.indexOf(step);
    return (
      <StepPage
        step={step}
        at={at}
        form={form}
        faults={faults}
        more={more}
        tried={step.tries && tried[step.tries]}
        found={step.id === "groups" ? found() : []}
        schedules={step.id === "times" ? await parts.schedules(form) : []}
      />
    );
  }

  /** The file before it is written, and what is wrong with it, or with its name. */
  async function finish(name: string, wrong?: string) {
    const { yaml, secrets, faults } = parts.write(form);
    return (
      <FinishPage
        yaml={yaml}
        secrets={Object.keys(secrets)}
        faults={placed(faults)}
        check={await parts.check(form)}
        name={name}
        {...(wrong === undefined ? {} : { wrong })}
      />
    );
  }

  /** Each fault with the page on which it is mended. */
  function placed(faults: readonly SetupFault[]) {
    return faults.map(({ field, message }) => ({
      message,
      step: field === undefined ? undefined : steps.find((step) => holdsField(step, field)),
    }));
  }

  parts.announce(`设置用的码（只能用一次）：${code}`);
  return app;
}

const NAME = "station.yaml";

function before(step: Step): string {
  return steps[steps.indexOf(step) - 1]?.id ?? step.id;
}

function after(step: Step): string {
  return steps[steps.indexOf(step) + 1]?.id ?? "finish";
}

function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase();
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
