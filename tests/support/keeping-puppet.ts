import { PuppetMock } from "wechaty-puppet-mock";

/** Counts its starts in its memory card, as real puppets keep their session there. Loaded by the gateway by address. */
// biome-ignore lint/style/noDefaultExport: a puppet package is found by its default export
export default class KeepingPuppet extends PuppetMock {
  override async onStart(): Promise<void> {
    await super.onStart();
    await this.memory.set("starts", ((await this.memory.get<number>("starts")) ?? 0) + 1);
    await this.memory.save();
  }
}
