import { UserFacingError } from "../../domain/errors.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Named } from "./epoch.ts";
import { readAccess } from "./options.ts";
import type { PuppetFactory } from "./puppet.ts";
import { listRooms } from "./rooms.ts";
import { createSession } from "./session.ts";
import { NoAnswerError, within } from "./waiting.ts";

const START_LIMIT_MS = 10_000;
/** A gateway tells who is signed in a moment after somebody connects. */
const LOGIN_LIMIT_MS = 3_000;

/** What answered: the groups of the account, or a Chinese sentence that says what to do. */
export type TriedGateway = { readonly groups: readonly Named[] } | { readonly wrong: string };

/** Connects to a gateway once, as the bot will, and leaves it as it was. Never rejects. */
export async function tryGateway(
  { endpoint, token }: { readonly endpoint: string; readonly token: string },
  newPuppet: PuppetFactory,
  clock: Clock,
): Promise<TriedGateway> {
  const access = await readAccess("wechaty-puppet-service", { endpoint, token }).catch((error: unknown) => {
    if (error instanceof UserFacingError) return error;
    throw error;
  });
  if (access instanceof UserFacingError) return { wrong: access.message };
  let signedIn = () => {};
  const login = new Promise<void>((resolve) => {
    signedIn = resolve;
  });
  const nothing = () => {};
  const session = createSession({
    newPuppet,
    access,
    clock,
    on: {
      login: signedIn,
      logout: nothing,
      ready: nothing,
      scan: nothing,
      message: nothing,
      friendship: nothing,
      roomInvite: nothing,
      roomJoin: nothing,
      roomLeave: nothing,
    },
  });
  try {
    await within(clock, START_LIMIT_MS, session.start());
  } catch (error) {
    await session.close();
    return { wrong: whyNot(session.faultOf(error), endpoint) };
  }
  try {
    await within(clock, LOGIN_LIMIT_MS, login);
    return { groups: await listRooms(session.puppet, clock) };
  } catch (error) {
    if (!(error instanceof NoAnswerError)) return { wrong: "网关连上又断了：看看网关的窗口，再试一次。" };
    return { wrong: "网关连上了，微信没有登录：打开网关的登录页，用所里的手机扫码。" };
  } finally {
    await session.close();
  }
}

function whyNot(fault: string, endpoint: string): string {
  if (fault === "wrong-token")
    return "口令不对：要和网关的一样（网关自己造的在 data-gateway/token 文件里）。";
  return `${endpoint} 上没有网关答话：网关开着吗？地址和端口对吗？已经有机器人连着的，先停掉它。`;
}
