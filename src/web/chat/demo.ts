/** What a demo's chat page offers beside the chat; only a station of made-up people has it (src/app/sample). */
export interface DemoPages {
  view(): Promise<DemoView>;
  /** Makes the sample anew and opens it in place of what is open. */
  loadSample(): Promise<void>;
  /** Back to the demo's own data; the sample is thrown away. */
  leaveSample(): Promise<void>;
  /** Lives through the time of one of `view().moves`. Throws `UserFacingError` where the clock is a real one. */
  move(id: string): Promise<void>;
  showTour(shown: boolean): void;
  /** Somebody has opened the figures on the officers' pages. */
  figuresSeen(): void;
}

export interface DemoView {
  /** What it is called on the page. */
  readonly station: string;
  /** The station's time, and how it can be moved; absent where the clock is the real one. */
  readonly clock?: {
    readonly now: Date;
    readonly moves: readonly { readonly id: string; readonly label: string }[];
  };
  /** `undefined`: nobody wants it now. */
  readonly tour?: Tour;
}

export interface Tour {
  readonly steps: readonly TourStep[];
  /** The first step that is not done; as many as there are steps when all are. */
  readonly at: number;
}

export interface TourStep {
  readonly title: string;
  /** One or two sentences: what to press and to type. */
  readonly text: string;
  /** To be typed, word for word; the page offers to put it in. */
  readonly type?: string;
  /** Persona whose chat it is about. */
  readonly who?: string;
}
