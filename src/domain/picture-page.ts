/** A long picture, as what stands in it: plain texts, never mark-up. */
export interface PicturePage {
  readonly title: string;
  /** Below the title: `2026年11月`. */
  readonly subtitle: string;
  readonly sections: readonly PageSection[];
  readonly station: string;
  /** As people read it: `2026年12月2日`. */
  readonly date: string;
}

export interface PageSection {
  readonly heading?: string;
  /** Names, and what is beside each. */
  readonly rows?: readonly (readonly [name: string, value: string])[];
  /** Paragraphs above the rows, or alone. */
  readonly texts?: readonly string[];
  /** Small, below the rows. */
  readonly note?: string;
}
