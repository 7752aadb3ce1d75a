import { writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { loadAlerts } from "../alerts/alert-files.ts";
import { nextDue } from "../alerts/due.ts";
import { tryForward, tryReverse } from "../channels/onebot/try-connection.ts";
import { loadPuppets } from "../channels/wechaty/puppet.ts";
import { tryGateway } from "../channels/wechaty/try-gateway.ts";
import { type Config, ConfigError, isLoopback, loadConfig, parseConfig } from "../config/config.ts";
import { GATEWAY, plain, type SetupForm, writtenStation } from "../config/written-station.ts";
import type { Clock } from "../lib/clock.ts";
import { createLogger } from "../lib/logger.ts";
import { inZone } from "../lib/time.ts";
import { serveWeb } from "../web/server.ts";
import type { SetupCheck, SetupFault, SetupTried } from "../web/setup/parts.ts";
import { inPlainWords } from "../web/setup/plain-words.ts";
import { createSetup } from "../web/setup/setup.tsx";

type Check = (config: Config) => Promise<SetupCheck>;

/** Not one that the station will want: the set-up would have it while the file is checked. */
const PORT = 18790;
/** Where the gateway shows its QR code (docs/operations/wechat.md). */
const GATEWAY_PAGE = "http://127.0.0.1:18789/";

/** Serves the set-up on this computer alone; `beside`: the folder into which the file goes. */
export async function serveSetup({
  beside,
  clock,
  newCode,
  announce,
  check,
  port = PORT,
  gatewayPage = GATEWAY_PAGE,
}: {
  readonly beside: string;
  readonly clock: Clock;
  readonly newCode: () => string;
  readonly announce: (text: string) => void;
  /** What `jingmin check` says of a configuration. */
  readonly check: Check;
  readonly port?: number;
  readonly gatewayPage?: string;
}): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = createSetup({
    newCode,
    announce,
    write: (form) => checked(form, beside),
    async check(form) {
      const { yaml, secrets, faults } = checked(form, beside);
      return faults.length > 0
        ? undefined
        : check(parseConfig(yaml, resolve(beside, "station.yaml"), secrets));
    },
    tryConnection: (what, form) => (what === "qq" ? tryQq(form) : tryWechat(form, gatewayPage, clock)),
    schedules: (form) => scheduleLines(form, beside, clock.now()),
    save: (name, yaml, secrets) => save(resolve(beside, name), name, yaml, secrets, check),
  });
  const served = await serveWeb(app, { host: "127.0.0.1", port }).catch(() =>
    serveWeb(app, { host: "127.0.0.1", port: 0 }),
  );
  announce(`设置页：${served.url}（只能在这台电脑上打开）`);
  return served;
}

function checked(form: SetupForm, beside: string) {
  const written = writtenStation(form);
  return { ...written, faults: faultsIn(written, resolve(beside, "station.yaml")) };
}

/** What the loader of the configuration says, each at the field that it came from. */
function faultsIn(
  { yaml, secrets, sources }: ReturnType<typeof writtenStation>,
  file: string,
): readonly SetupFault[] {
  try {
    parseConfig(yaml, file, secrets);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ message }) => {
      const [, path = "", words = message] = /^([\w.]+) ([\s\S]+)$/.exec(message) ?? [];
      const source =
        sources.find(([key]) => path === key || path.startsWith(`${key}.`)) ??
        sources.findLast(([key]) => key.startsWith(`${path}.`));
      return source ? { field: source[1], message: inPlainWords(words) } : { message };
    });
  }
}

async function tryQq(form: SetupForm): Promise<SetupTried> {
  const token = form.qqToken?.trim() || undefined;
  if (form.qq !== "forward" && form.qq !== "reverse")
    return { isGood: false, said: "先在上面选正向或反向。" };
  const tried =
    form.qq === "forward"
      ? await tryForward({ url: plain(form.qqUrl) ?? "", token })
      : await tryReverse({ listen: plain(form.qqListen) ?? "", token });
  if ("wrong" in tried) return { isGood: false, said: tried.wrong };
  const { account, implementation, groups } = tried;
  return {
    isGood: true,
    groups,
    said: `连上了：QQ ${account}（${implementation}），在${groups.length}个群里。`,
  };
}

async function tryWechat(form: SetupForm, gatewayPage: string, clock: Clock): Promise<SetupTried> {
  if (form.wechat !== "gateway") return { isGood: false, said: "先在上面选「个人微信，经网关」。" };
  const endpoint = plain(form.wechatEndpoint) ?? GATEWAY;
  const notYet = isLoopback(endpoint.replace(/:\d+$/, "")) ? await lookAtGateway(gatewayPage) : undefined;
  if (notYet) return notYet;
  const token = form.wechatToken?.trim();
  if (!token)
    return {
      isGood: false,
      said: "还要填口令：和网关的 WECHATY_TOKEN 一样；没有设过的，在网关那边 data-gateway 文件夹的 token 文件里，用记事本打开复制过来。",
    };
  const puppets = await loadPuppets(createLogger({ level: "silent", pretty: false }));
  const tried = await tryGateway({ endpoint, token }, puppets, clock);
  if ("wrong" in tried) return { isGood: false, said: tried.wrong };
  const groups = tried.groups.map(({ name }) => ({ id: name, name })).filter(({ name }) => name !== "");
  return { isGood: true, groups, said: `连上了：微信已经登录，在${groups.length}个群里。` };
}

/** The gateway's own page on this computer tells its state; `undefined` where somebody is signed in. */
async function lookAtGateway(gatewayPage: string): Promise<SetupTried | undefined> {
  try {
    const page = await (await fetch(gatewayPage, { signal: AbortSignal.timeout(5_000) })).text();
    const [, picture] = /src="(data:image\/[^"]+)"/.exec(page) ?? [];
    if (picture)
      return { isGood: true, picture, said: "用所里的手机微信扫码，在手机上点确认，再按一次「看一看」。" };
    if (page.includes("已登录")) return undefined;
    if (page.includes("微信网关")) return { isGood: false, said: "网关开着，正在取二维码，过几秒再按一次。" };
    return { isGood: false, said: "18789 端口上是别的程序，不是微信网关。" };
  } catch {
    return {
      isGood: false,
      said: "网关没有开。另开一个窗口运行：npm run gateway -- --puppet wechaty-puppet-wechat4u",
    };
  }
}

async function scheduleLines(form: SetupForm, beside: string, now: Date): Promise<readonly string[]> {
  const timezone = form.timezone?.trim() || "Asia/Shanghai";
  try {
    const { schedules, calendar } = await loadAlerts(resolve(beside, form.alerts?.trim() || "./alerts"), {
      timezone,
    });
    return schedules.flatMap((schedule) => {
      const [next] = nextDue(schedule, timezone, 1, now, calendar);
      return next
        ? [`${schedule.title ?? schedule.id}：下一次 ${inZone(next, timezone).format("M月D日 HH:mm")}`]
        : [];
    });
  } catch {
    return [];
  }
}

async function save(
  file: string,
  name: string,
  yaml: string,
  secrets: Readonly<Record<string, string>>,
  check: Check,
): Promise<{ readonly wrong: string } | SetupCheck> {
  if (!/^[\p{L}\p{N}_.-]+\.ya?ml$/u.test(name) || basename(name) !== name)
    return { wrong: "文件名要以 .yaml 结尾，里面没有斜杠和空格，例如 station.yaml。" };
  if (/^(?:jingmin|training)\.ya?ml$/i.test(name)) return { wrong: `${name} 是演示用的，换一个名字。` };
  try {
    await writeFile(file, yaml, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return { wrong: `${name} 已经有了，不会盖掉它。换一个名字。` };
    if (code === "ENOSPC") return { wrong: "硬盘满了，没有写。" };
    return { wrong: `写不进 ${dirname(file)}（${code ?? "未知原因"}）：看看有没有权限。` };
  }
  return check(await loadConfig(file, secrets));
}
