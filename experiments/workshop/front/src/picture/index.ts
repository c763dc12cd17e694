// The picture of a community in an element of the page.

import { paper } from "../colours";
import { type Group, hide, HiddenList } from "./access";
import { describe, summary } from "./describe";
import { LEVELS } from "./ladder";
import { grown, type Measures } from "./measures";
import { Pen, Voice } from "./pen";
import { holdsBoth, plateBoxes, typeSize } from "./plate";
import { type Scale, scaleOf } from "./scale";
import { Scene } from "./scene";
import type { Item, Layout, Shown, Side, SideFrame, Target, Words } from "./types";

export { STATES, type Shown, type State, type Words } from "./types";

type Hear = (what: Target, number: number, side: Side) => void;

export interface Picture {
  /** Take a new plan; frames of the one before are forgotten. */
  layout(layout: Layout): void;
  frame(side: Side, frame: SideFrame): void;
  show(shown: Partial<Shown>): void;
  /** Hear what is picked: a resident's place in the frame, an organisation's place in the layout, a rung (0 to 5). */
  onPick(hear: Hear): void;
  /** Milliseconds that the last draws took, the newest last. */
  timings(): number[];
  destroy(): void;
}

export function mountPicture(host: HTMLElement, words: Words): Picture {
  return new Mounted(host, words);
}

/** Weeks pass several a second; the text for screen readers is said again after this many milliseconds. */
const SAID_EVERY = 8000;
const KEPT_TIMINGS = 240;
const MOST_DENSE = 3;
/** How far the marks on the stream move in a week, of the way from one to the next. */
const WEEK_OF_STREAM = 0.34;

class Mounted implements Picture {
  private readonly wrap = document.createElement("div");
  private readonly canvas = document.createElement("canvas");
  private readonly c = this.canvas.getContext("2d", { alpha: false })!;
  private readonly text = document.createElement("p");
  private readonly list = new HiddenList((item) => this.hover(item), (item) => this.pick(item, this.sides()[0] ?? "A"));
  private readonly observer = new ResizeObserver(() => this.lay());
  private readonly stop = new AbortController();
  private readonly took: number[] = [];
  private shown: Shown = { colourBy: "trust", side: "A", language: "zh", projector: false, reducedMotion: false };
  private plan: Layout | null = null;
  private frames: Partial<Record<Side, SideFrame>> = {};
  private scenes: Scene[] = [];
  private scale: Scale | null = null;
  private measures: Measures | null = null;
  private density = 1;
  private phase = 0;
  private hovered: Item | null = null;
  private chosen: Item | null = null;
  private waiting = 0;
  private saying = 0;
  private hear: Hear = () => {};

  constructor(host: HTMLElement, private readonly words: Words) {
    // The canvas lies outside the flow: its size follows the host's and can never push it.
    Object.assign(this.wrap.style, { position: "relative", width: "100%", height: "100%", overflow: "hidden" });
    Object.assign(this.canvas.style, { position: "absolute", left: "0", top: "0", width: "100%", height: "100%" });
    this.canvas.setAttribute("aria-hidden", "true");
    this.text.setAttribute("role", "status");
    hide(this.text);
    this.wrap.append(this.canvas, this.text, this.list.element);
    host.append(this.wrap);
    this.observer.observe(this.wrap);
    const { signal } = this.stop;
    this.canvas.addEventListener("pointermove", (event) => this.point(event), { signal });
    this.canvas.addEventListener("pointerleave", () => this.hover(null), { signal });
    this.canvas.addEventListener("click", (event) => this.click(event), { signal });
    // Text is measured when it is laid out, so a font that comes later means laying out anew.
    document.fonts.addEventListener("loadingdone", () => this.lay(), { signal });
  }

  layout(layout: Layout): void {
    this.plan = layout;
    this.frames = {};
    this.scale = this.measures = this.hovered = this.chosen = null;
    this.lay();
  }

  frame(side: Side, frame: SideFrame): void {
    const first = !this.frames[side];
    this.frames[side] = frame;
    this.reckon();
    if (side === "A" && !this.shown.reducedMotion) this.phase += WEEK_OF_STREAM;
    if (first) this.lay();
    else this.ask();
    this.saying ||= window.setTimeout(() => this.speak(), first ? 0 : SAID_EVERY);
  }

  show(shown: Partial<Shown>): void {
    this.shown = { ...this.shown, ...shown };
    this.reckon();
    this.lay();
    this.speak();
  }

  onPick(hear: Hear): void {
    this.hear = hear;
  }

  timings(): number[] {
    return [...this.took];
  }

  destroy(): void {
    this.observer.disconnect();
    this.stop.abort();
    cancelAnimationFrame(this.waiting);
    clearTimeout(this.saying);
    this.plan = null;
    this.wrap.remove();
  }

  /** Bring the scales up to what the frames hold; A and B share them. */
  private reckon(): void {
    const given = Object.values(this.frames);
    if (!given.length) return;
    this.scale = scaleOf(this.shown.colourBy, given, this.scale);
    this.measures = grown(this.measures, given);
  }

  /** The sides that are drawn: those shown, as far as there is a frame of them and room for them. */
  private sides(): Side[] {
    const { side } = this.shown;
    const wanted: Side[] = side !== "both" ? [side] : holdsBoth(this.wrap.clientWidth) ? ["A", "B"] : ["A"];
    const there = wanted.filter((s) => this.frames[s]);
    return there.length || !this.frames.A ? there : ["A"];
  }

  /** Lay everything out anew for the room there is. */
  private lay(): void {
    const { clientWidth: width, clientHeight: height } = this.wrap;
    const { plan, canvas, c, words } = this;
    if (!plan || width < 40 || height < 40) return;
    this.density = Math.min(MOST_DENSE, window.devicePixelRatio || 1);
    [canvas.width, canvas.height] = [Math.round(width * this.density), Math.round(height * this.density)];
    const { language, projector, side } = this.shown;
    const { fontFamily } = getComputedStyle(this.wrap);
    const drawn = this.sides();
    const boxes = plateBoxes(width, height, drawn.length);
    const single = side === "both" && drawn.length < 2 ? ` · ${this.voice().say("one_by_one")}` : "";
    this.scenes = drawn.map((s, k) => {
      const pen = new Pen(c, typeSize(boxes[k]!.w, height, projector), fontFamily, words, language);
      const title = this.frames.B ? pen.say("side", { side: s }) + single : null;
      return new Scene(s, boxes[k]!, pen, plan, this.density, title);
    });
    this.list.fill(this.groups());
    this.ask();
  }

  private ask(): void {
    this.waiting ||= requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.waiting = 0;
    const { c, canvas, chosen, density, hovered, measures, phase, plan, scale } = this;
    if (!plan || !scale || !measures) return;
    const began = performance.now();
    c.setTransform(density, 0, 0, density, 0, 0);
    c.fillStyle = paper;
    c.fillRect(0, 0, canvas.width, canvas.height);
    const looks = this.scenes.map((scene) => ({ frame: this.frames[scene.side]!, scale, measures, phase, hovered, chosen }));
    this.scenes.forEach((scene, k) => scene.drawDots(looks[k]!));
    this.scenes.forEach((scene, k) => scene.draw(looks[k]!));
    for (const scene of hovered ? this.scenes : []) {
      scene.tip(hovered!, describe(scene.pen, hovered!, plan, this.frames[scene.side]!, scale));
    }
    this.took.push(performance.now() - began);
    if (this.took.length > KEPT_TIMINGS) this.took.shift();
  }

  private under(event: MouseEvent): [Item, Side] | null {
    for (const scene of this.scenes) {
      const item = scene.at(event.offsetX, event.offsetY);
      if (item) return [item, scene.side];
    }
    return null;
  }

  private point(event: PointerEvent): void {
    const found = this.under(event);
    this.canvas.style.cursor = found ? "pointer" : "default";
    this.hover(found?.[0] ?? null);
  }

  private click(event: MouseEvent): void {
    const found = this.under(event);
    if (found) this.pick(...found);
  }

  private hover(item: Item | null): void {
    if (item?.what === this.hovered?.what && item?.number === this.hovered?.number) return;
    this.hovered = item;
    this.ask();
  }

  private pick(item: Item, side: Side): void {
    this.chosen = item;
    this.ask();
    this.hear(item.what, item.number, side);
  }

  /** Say the numbers to screen readers, in the text and in the list. */
  private speak(): void {
    clearTimeout(this.saying);
    this.saying = 0;
    const { plan, scale } = this;
    if (!plan || !scale) return;
    const voice = this.voice();
    this.text.textContent = this.sides().map((side) => summary(voice, plan, this.frames[side]!, scale, side)).join(" ");
    this.list.fill(this.groups());
  }

  private voice(): Voice {
    return new Voice(this.words, this.shown.language);
  }

  /** What the hidden list offers: organisations that are there, rungs, and of each grid the resident whose colour says most. */
  private groups(): Group[] {
    const { plan, scale } = this;
    const [scene] = this.scenes;
    const frame = scene && this.frames[scene.side];
    if (!plan || !scale || !scene || !frame) return [];
    const voice = this.voice();
    const entry = (item: Item): Group["entries"][number] => ({ name: voice.list(describe(voice, item, plan, frame, scale)), item: () => item });
    const nodes = plan.nodes.map((_, number): Item => ({ what: "organisation", number })).filter(({ number }) => frame.present[number]! > 0);
    const rungs = Array.from({ length: LEVELS }, (_, number): Item => ({ what: "case", number }));
    const what = voice.state(scale.state);
    const grids = plan.places.grids.map(({ label }, g) => ({
      name: voice.say("foremost", { grid: voice.name(label), what }),
      item: () => this.foremost(g),
    }));
    return [
      { title: voice.say("organisations"), entries: nodes.map(entry) },
      { title: voice.say("cases"), entries: rungs.map(entry) },
      { title: voice.say("residents"), entries: grids },
    ];
  }

  private foremost(grid: number): Item | null {
    const [scene] = this.scenes;
    const frame = scene && this.frames[scene.side];
    const number = frame && this.scale ? scene.foremost(grid, this.scale, frame[this.scale.state]) : -1;
    return number < 0 ? null : { what: "resident", number };
  }
}
