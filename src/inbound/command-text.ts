/** What begins a command: half- or full-width slash, and the enumeration comma that Chinese keyboards put in its place. */
const slash = /^\s*[/／、]\s*/;

export function isCommandText(text: string): boolean {
  return slash.test(text);
}

/** The command's name in lower case and everything after it, as it was typed. */
export function splitCommand(text: string): { name: string; rest: string } {
  const [, name = "", rest = ""] = /^(\S*)\s*([\s\S]*)$/.exec(text.replace(slash, "").trimEnd()) ?? [];
  return { name: name.normalize("NFKC").toLowerCase(), rest };
}
