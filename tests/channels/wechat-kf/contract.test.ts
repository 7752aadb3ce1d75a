import { channelContract } from "../../contract/channel.ts";
import { callbackKeys } from "../../support/kf-peer.ts";
import { kfPerson, openKf } from "../../support/kf-rig.ts";

for (const way of ["polling", "callback"] as const) {
  channelContract(`wechat-kf, ${way}`, async () => {
    const callback = { ...callbackKeys, listen: "127.0.0.1:0" };
    const rig = await openKf(way === "polling" ? {} : { callback, poll: 60_000 });
    const callBack = () => {
      const bound = rig.channel.callbackAddress();
      if (bound) rig.peer.callBack(`http://127.0.0.1:${bound.port}/any/path`);
    };
    return {
      channel: rig.channel,
      person: kfPerson,
      async dm(words, picture) {
        callBack();
        if (picture) rig.peer.picture(kfPerson.id, picture);
        else rig.peer.write(kfPerson.id, words);
      },
      received: async () => rig.peer.received(kfPerson.id),
      close: rig.close,
    };
  });
}
