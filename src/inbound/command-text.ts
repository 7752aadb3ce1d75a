/** What begins a command: half- or full-width slash, and the enumeration comma that Chinese keyboards put in its place. */
const slash = /^\s*[/／、]\s*/;

const beginning = /^(\p{Script=Han}+(?=[#rR]?[0-9０-９])|\S*)\s*([\s\S]*)$/u;

export function isCommandText(text: string): boolean {
  return slash.test(text);
}

/** The command's name in lower case and everything after it, as it was typed; a number may follow at once: 「看42」. */
export function splitCommand(text: string): { name: string; rest: string } {
  const [, name = "", rest = ""] = beginning.exec(text.replace(slash, "").trim()) ?? [];
  return { name: name.normalize("NFKC").toLowerCase(), rest };
}
