// What passes between the server and the page: the book, messages in both directions, and the binary frame.

export type Language = "zh" | "en";
export type Said = Record<Language, string>;
export type Side = "A" | "B";
export type Role = "facilitator" | "guest";
export type Value = number | string | boolean | number[];
export type Target = "resident" | "case" | "organisation";

/** A lever, a composite of levers, or an assumption, as it is declared. */
export interface Lever {
  name: string;
  label: Said;
  sentence: Said;
  unit: Said;
  kind: "number" | "choice" | "parts";
  low: number | null;
  high: number | null;
  step: number | null;
  baseline: Value;
  full: Value;
  options: { id: string | boolean; label: Said }[];
  parts: string[];
  provisions: string[];
  section: string;
  cost: { cny: number; hours: number; per: string; itself: boolean };
  standing: string;
  source: string;
  indicators: { id: string; direction: "up" | "down" | "none" }[];
  headline: boolean;
  composite: boolean;
  moves: string[];
  build: boolean;
}

export interface Indicator {
  id: string;
  label: Said;
  unit: Said;
  sentence: Said;
  better: "up" | "down" | "none";
  digits: number;
  weekly: boolean;
  groups: boolean;
}

export interface Named {
  id: string;
  label: Said;
}

export interface Book {
  version: string;
  document: Said;
  words: Record<string, Said>;
  levers: Lever[];
  provisions: Record<string, { title: Said }>;
  sections: { id: string; title: Said }[];
  indicators: Indicator[];
  curves: string[];
  band: { low: number; high: number };
  communities: Community[];
  scenarios: { id: string; title: Said; question: Said; values: Record<string, Value> }[];
  chapters: ChapterText[];
  scope: { fit: Said[]; unfit: Said[] };
  groups: Named[];
  statuses: Named[];
  hours: Named[];
  nodes: Named[];
}

export interface Community {
  number: number;
  archetype: string;
  label: Said;
  adults: number;
}

export interface ChapterText {
  id: string;
  title: Said;
  weeks: number;
  show: string[];
  pages: ChapterPage[];
}

export interface ChapterPage {
  title: Said;
  text: Said;
  question: QuestionText | null;
  reveal: boolean;
}

export interface QuestionText {
  id: string;
  text: Said;
  answers: Said[];
  indicator: string;
}

/** What the run says to a question; option is the answer that it bears out, findings are what else it shows. */
export interface Outcome {
  indicator: string;
  A: number | null;
  B: number | null;
  difference: number | null;
  option: number | null;
  findings: Said[];
}

export interface Change {
  week: number;
  lever: string;
  from: Value;
  to: Value;
}

export interface SideState {
  values: Record<string, Value>;
  changes: Change[];
  yuan: number;
  hours: number;
  name: Said | null;
}

export interface RoomState {
  week: number;
  weeks: number;
  playing: boolean;
  speed: number;
  locked: boolean;
  pair: boolean;
  busy?: boolean;
  community: number;
  seed: number;
  chapter: string | null;
  page: number;
  question: { id: string; open: boolean; votes: number; counts: number[] | null; answer: Outcome | null } | null;
  sides: { A: SideState; B?: SideState };
  ensemble: { on: boolean; done: number; of: number };
  undo: boolean;
  link: string;
}

export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Places {
  width: number;
  height: number;
  grids: (Rect & { label: Said })[];
  buildings: (Rect & { grid: number })[];
  household_x: Float32Array;
  household_y: Float32Array;
  resident_x: Float32Array;
  resident_y: Float32Array;
}

export interface OrganisationNode {
  id: number;
  kind: string;
  label: Said;
  present: boolean;
}

export type SectionName =
  | "acted" | "trust" | "grievance" | "satisfaction" | "waiting" | "hours" | "needs" | "capacity" | "stream"
  | "burnout" | "vacancies" | "load" | "money" | "present" | "tie" | "ladder" | "moved" | "curve" | "groups"
  | "communities";

export interface Layout {
  id: number;
  community: number;
  adults: number;
  n_households: number;
  first: number;
  communities: Community[];
  places: Places;
  sections: { name: string; type: "u8" | "f32"; n: number }[];
  nodes: OrganisationNode[];
  pairs: [number, number][];
  curves: string[];
}

/** One side of a frame: a number for each resident (bytes), node, pair, status and so on; see `SectionName`. */
export type SideFrame = Record<"acted" | "trust" | "grievance" | "satisfaction" | "waiting", Uint8Array> &
  Record<Exclude<SectionName, "acted" | "trust" | "grievance" | "satisfaction" | "waiting">, Float32Array> & { cost?: Float32Array };

export interface Frame {
  layout: number;
  week: number;
  sides: SideFrame[];
}

export interface Course {
  kind: "course";
  side: Side;
  curves: string[];
  weeks: number[];
  values: (number | null)[][];
  whole: boolean;
}

export interface Band {
  kind: "band";
  side: Side;
  indicator: string;
  weeks: number[];
  low: (number | null)[];
  high: (number | null)[];
  middle: (number | null)[];
  n: number;
  whole: boolean;
}

export interface Story {
  kind: "story";
  what: Target;
  number: number;
  title: Said;
  lines: ({ week: number } & Said)[];
  cases: number[];
}

export type Event =
  | { kind: "welcome"; role: Role; room: string; state: RoomState }
  | ({ kind: "state" } & RoomState)
  | ({ kind: "layout" } & Layout)
  | Course
  | Band
  | Story
  | { kind: "notable"; week: number; side: Side; sentence: Said }
  | { kind: "clients"; n: number }
  | { kind: "over"; why: Said }
  | { kind: "done"; id: number; rooms?: { code: string; link: string }[] }
  | { kind: "refused"; id: number; why: Said };

export type Command =
  | { kind: "hello"; lang: Language }
  | { kind: "vote"; question: string; answer: number }
  | { kind: "follow"; what: Target | "rung"; number: number; side: Side }
  | { kind: "watch"; indicators: string[] }
  | { kind: "play" | "pause" | "restart" | "undo" | "reveal" | "ping" }
  | { kind: "step" | "skip"; weeks: number }
  | { kind: "speed"; weeks_per_second: number }
  | { kind: "set"; side: Side; lever: string; value: Value }
  | { kind: "preset"; side: Side; scenario: string }
  | { kind: "reset"; side: Side }
  | { kind: "lock"; locked: boolean }
  | { kind: "pair" | "ensemble"; on: boolean }
  | { kind: "community"; number: number }
  | { kind: "chapter"; chapter: string | null; page: number }
  | { kind: "ask"; question: string }
  | { kind: "load"; state: string }
  | { kind: "rooms"; count: number }
  | { kind: "close"; room: string };

const MAGIC = 0x31514853;
const HEAD = 16;

/** Read a frame; null if it is none, or belongs to another layout than the one given. */
export function decodeFrame(buffer: ArrayBuffer, layout: Layout): Frame | null {
  if (buffer.byteLength < HEAD) return null;
  const view = new DataView(buffer);
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== layout.id) return null;
  const count = view.getUint32(12, true);
  const each = layout.sections.reduce((sum, s) => sum + padded(s), 0);
  if (count < 1 || count > 2 || buffer.byteLength < HEAD + count * each) return null;
  let at = HEAD;
  const sides: SideFrame[] = [];
  for (let k = 0; k < count; k++) {
    const side: Record<string, Uint8Array | Float32Array> = {};
    for (const section of layout.sections) {
      side[section.name] =
        section.type === "u8" ? new Uint8Array(buffer, at, section.n) : new Float32Array(buffer, at, section.n);
      at += padded(section);
    }
    sides.push(side as SideFrame);
  }
  return { layout: layout.id, week: view.getInt32(8, true), sides };
}

function padded(section: { type: "u8" | "f32"; n: number }): number {
  return section.type === "u8" ? Math.ceil(section.n / 4) * 4 : section.n * 4;
}

/** Read a text message; places come as base64 and become arrays of numbers. */
export function decodeEvent(text: string): Event {
  const event = JSON.parse(text) as Event;
  if (event.kind === "layout") {
    const places = event.places as unknown as Record<string, unknown>;
    for (const name of ["household_x", "household_y", "resident_x", "resident_y"]) {
      places[name] = floats(places[name]);
    }
  }
  return event;
}

function floats(given: unknown): Float32Array {
  if (typeof given !== "string") return Float32Array.from(given as number[]);
  const bytes = Uint8Array.from(atob(given), (c) => c.charCodeAt(0));
  return new Float32Array(bytes.buffer, 0, bytes.byteLength >> 2);
}
