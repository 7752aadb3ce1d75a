import type { Channel } from "../channels/channel.ts";
import type { PersonId } from "../domain/people.ts";
import { channelLabel } from "../operators/index.ts";
import type { Reads } from "../store/store.ts";

/** A person's name and accounts in one line, as an officer reads it to whom they are released. */
export async function identityOf(
  reads: Pick<Reads, "contacts">,
  channels: ReadonlyMap<string, Channel>,
  person: PersonId,
): Promise<string> {
  const contact = await reads.contacts.get(person);
  if (!contact) return "资料已经删除，查不到了。";
  const accounts = contact.addresses.map(({ channel: name, id, epoch }) => {
    const channel = channels.get(name);
    const label = channel ? channelLabel(channel, channels.values()) : name;
    // An id of an earlier login may be somebody else's by now.
    return `${label} ${id}${epoch === "" ? "" : "（登录时的临时号）"}`;
  });
  const telephone = contact.telephone ? [`电话 ${contact.telephone}`] : [];
  return [contact.name || "（没有昵称）", ...telephone, ...accounts].join("，");
}
