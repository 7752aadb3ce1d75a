import { PuppetMock } from "wechaty-puppet-mock";

/** Does not start, as a puppet on a machine whose network is not up yet. Loaded by the gateway by address. */
// biome-ignore lint/style/noDefaultExport: a puppet package is found by its default export
export default class FailingPuppet extends PuppetMock {
  override async onStart(): Promise<void> {
    throw Object.assign(new Error("getaddrinfo EAI_AGAIN login.weixin.qq.com"), { code: "EAI_AGAIN" });
  }
}
