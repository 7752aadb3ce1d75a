import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { channelContract } from "../../contract/channel.ts";
import { group, openOnebot, person, text } from "../../support/onebot-rig.ts";

for (const mode of ["forward", "reverse"] as const) {
  for (const format of ["array", "string"] as const) {
    channelContract(`onebot, ${mode}, messages as ${format}`, async () => {
      const rig = await openOnebot(mode, { peer: { format } });
      const pictures = new Map<string, Uint8Array>();
      const server = createServer((request, response) => response.end(pictures.get(request.url ?? "")));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
      const { port } = server.address() as AddressInfo;
      return {
        channel: rig.channel,
        person: { id: String(person.id), name: person.name },
        group: { id: String(group.id), name: group.name },
        async dm(words, picture) {
          const segments = words ? [text(words)] : [];
          if (picture) {
            const path = `/${pictures.size}.png?appid=1&rkey=x,y`;
            pictures.set(path, picture);
            segments.push({
              type: "image",
              data: { file: "A.png", url: `http://127.0.0.1:${port}${path}`, file_size: "70" },
            });
          }
          rig.peer.dm(person, segments);
        },
        async say(words, { mention = false } = {}) {
          const at = mention ? [{ type: "at", data: { qq: String(rig.peer.world.self) } }] : [];
          rig.peer.say(group.id, person, [...at, text(` ${words}`)]);
        },
        received: async (where) =>
          rig.peer.received(where === "dm" ? "user" : "group", where === "dm" ? person.id : group.id),
        async close() {
          await rig.close();
          server.close();
        },
      };
    });
  }
}
