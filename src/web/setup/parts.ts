import type { SetupForm, WrittenStation } from "../../config/written-station.ts";

/** Something wrong in what was filled in; `field` is missing where no field is to blame. */
export interface SetupFault {
  readonly field?: string;
  readonly message: string;
}

/** What was seen when a connection was tried. */
export interface SetupTried {
  readonly said: string;
  readonly isGood: boolean;
  readonly groups?: readonly { readonly id: string; readonly name: string }[];
  /** A QR code to be scanned, as a `data:` address. */
  readonly picture?: string;
}

/** What `jingmin check` says of the file. */
export interface SetupCheck {
  readonly lines: readonly string[];
  /** Of the lines those that ask for something. */
  readonly findings: readonly string[];
  readonly ok: boolean;
}

export interface SetupParts {
  /** A fresh one-time code, shown to whoever started the program and to nobody else. */
  newCode(): string;
  announce(text: string): void;
  /** The file, and what is wrong in it. */
  write(form: SetupForm): WrittenStation & { readonly faults: readonly SetupFault[] };
  /** Before it is written: `undefined` where the file cannot be read yet. */
  check(form: SetupForm): Promise<SetupCheck | undefined>;
  tryConnection(what: "qq" | "wechat", form: SetupForm): Promise<SetupTried>;
  /** What goes out when, a line each, with this folder of alerts. */
  schedules(form: SetupForm): Promise<readonly string[]>;
  /** What is wrong with the name of the file, or with writing it; never over a file that is there. */
  save(
    name: string,
    yaml: string,
    secrets: Readonly<Record<string, string>>,
  ): Promise<{ readonly wrong: string } | SetupCheck>;
}
