// What the picture is given and what it is told to show.

import type { Book, Language, Layout, Rect, Said, Side, SideFrame, Target } from "../protocol";

export type { Language, Layout, Said, Side, SideFrame, Target };
export type Box = Rect;
export type State = "acted" | "trust" | "grievance" | "satisfaction" | "waiting";
export const STATES: readonly State[] = ["acted", "trust", "grievance", "satisfaction", "waiting"];

/** The parts of the server's book that the picture reads: sentences, and names of statuses and kinds of hours. */
export type Words = Pick<Book, "words" | "statuses" | "hours">;

export interface Shown {
  colourBy: State;
  side: Side | "both";
  language: Language;
  projector: boolean;
  reducedMotion: boolean;
}

/** One thing that can be pointed at: a resident's place in the frame, an organisation's node, a rung of the ladder. */
export interface Item {
  what: Target;
  number: number;
}
