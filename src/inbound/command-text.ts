/** What begins a command: half- or full-width slash, and the enumeration comma that Chinese keyboards put in its place. */
const slash = /^\s*[/／、]\s*/;

const beginning = /^(\p{Script=Han}+(?=[#rR]?[0-9０-９])|\S*)\s*([\s\S]*)$/u;

export function isCommandText(text: string): boolean {
  return slash.test(text);
}

/** The command's name in lower case and everything after it, as it was typed; a number may follow at once: 「看42」. */
export function splitCommand(text: string): { name: string; rest: string } {
  const binding = bindingIn(text);
  if (binding !== undefined) return { name: "bind", rest: binding };
  const [, name = "", rest = ""] = beginning.exec(text.replace(slash, "").trim()) ?? [];
  return { name: name.normalize("NFKC").toLowerCase(), rest };
}

const bind = /^(?:绑定|bind(?![a-z]))[\s:,。]*/i;
const code = /^[a-z\d](?:[\s-]?[a-z\d]){5,11}$/i;

/**
 * What stands behind 「绑定」, a code without the blanks in it. However it is typed, it is told apart from what a resident
 * says: a code in a report could be used by whoever reads that.
 */
function bindingIn(text: string): string | undefined {
  const typed = text.normalize("NFKC");
  const said = typed.replace(slash, "").trim();
  if (!bind.test(said)) return undefined;
  const rest = said.replace(bind, "").replace(/[.。!]$/, "");
  if (code.test(rest)) return rest.replaceAll(/[\s-]/g, "");
  return slash.test(typed) ? rest : undefined;
}
