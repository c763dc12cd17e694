// What all parts of the page share: what is known of the room, how things are said and how the room is told.

import { Courses } from "./courses";
import { h, icon } from "./dom";
import type { Book, Command, Event, Frame, Language, Layout, Role, RoomState, Side, SideFrame } from "./protocol";
import type { Answer } from "./socket";
import { Words } from "./words";

export interface Notable {
  week: number;
  side: Side;
  sentence: Record<Language, string>;
}

/** A part of the page: what it shows, and how it learns of something new. */
export interface Panel {
  root: HTMLElement;
  update(): void;
  destroy?(): void;
}

export class App {
  readonly words: Words;
  readonly courses = new Courses();
  role: Role = "guest";
  room = "main";
  state: RoomState | null = null;
  layout: Layout | null = null;
  frame: Frame | null = null;
  /** The newest week that is known, be it from the state or from a frame. */
  week = 0;
  clients = 0;
  notables: Notable[] = [];
  /** The side that the levers set. */
  side: Side = "A";
  /** Indicators that the charts show at first, and now. */
  readonly first: string[];
  shown: string[];
  difference = false;
  voted = new Map<string, number>();
  projector = false;

  constructor(readonly book: Book, language: Language, private readonly line: (c: Command) => Promise<Answer | null>) {
    this.words = new Words(book, language);
    this.shown = this.first = book.curves.slice(0, 5);
  }

  get pair(): boolean {
    return this.state?.pair ?? false;
  }

  get chapter(): string | null {
    return this.state?.chapter ?? null;
  }

  get leads(): boolean {
    return this.role === "facilitator";
  }

  sideFrame(side: Side): SideFrame | undefined {
    return this.frame?.sides[side === "A" ? 0 : 1];
  }

  indicator(id: string) {
    return this.book.indicators.find((i) => i.id === id);
  }

  /** Tell the room something; what it refuses is shown as a sentence. */
  async send(command: Command): Promise<Answer | null> {
    const answer = await this.line(command);
    if (answer?.kind === "refused") this.say(this.words.pick(answer.why));
    return answer;
  }

  /** Show a sentence for a while. */
  say(text: string): void {
    const toast = document.getElementById("toast");
    if (!toast) return;
    toast.replaceChildren(h("p", null, text), closer(this, () => toast.replaceChildren()));
  }

  /** Take up what the server said; true if the plan or the page must be laid anew. */
  take(event: Event): void {
    if (event.kind === "welcome") Object.assign(this, { role: event.role, room: event.room, state: event.state, week: event.state.week });
    else if (event.kind === "state") this.takeState(event);
    else if (event.kind === "layout") Object.assign(this, { layout: event, frame: null });
    else if (event.kind === "course") this.courses.course(event);
    else if (event.kind === "band") this.courses.band(event);
    else if (event.kind === "clients") this.clients = event.n;
    else if (event.kind === "notable") this.notables = [...this.notables.slice(-49), event];
  }

  /** A notable event as one line. */
  told(note: Notable | undefined): string {
    return note ? [this.words.week(note.week), this.pair && note.side, this.words.pick(note.sentence)].filter(Boolean).join(" · ") : "";
  }

  private takeState(state: RoomState): void {
    if (this.state?.pair && !state.pair) this.courses.forget("B");
    if (this.state?.ensemble.on && !state.ensemble.on) this.courses.forget("bands");
    if (this.chapter !== state.chapter) this.courses.forget("ghosts");
    if (!state.pair) this.side = "A";
    if (state.week < this.week) this.notables = this.notables.filter((n) => n.week <= state.week);
    this.week = state.week;
    this.state = state;
  }
}

export function closer(app: App, close: () => void): HTMLButtonElement {
  return h("button", { class: "quiet", "aria-label": app.words.t("close"), onclick: close }, icon("close"));
}
