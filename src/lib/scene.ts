import { createHash } from "node:crypto";

/**
 * What the link on an office's poster carries: 微信客服 takes 32 letters, digits, `_` and `-`, and tells it when somebody
 * comes by the link. Made of the office's name alone, so that a poster stays good whatever else changes.
 */
export function sceneOf(office: string): string {
  return `o-${createHash("sha256").update(office.normalize("NFKC")).digest("hex").slice(0, 16)}`;
}

/** Name of the office whose scene it is. */
export function officeOfScene(
  offices: readonly { readonly name: string }[],
  scene: string,
): string | undefined {
  return scene === "" ? undefined : offices.find(({ name }) => sceneOf(name) === scene)?.name;
}
