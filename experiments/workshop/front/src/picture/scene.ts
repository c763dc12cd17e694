// One side on its plate: what stands still is drawn once, what changes is drawn every week.

import { ink, paper, rule, sides } from "../colours";
import { Dots, rgb } from "./dots";
import { drawLadder, rungs } from "./ladder";
import { drawLegend } from "./legend";
import type { Measures } from "./measures";
import { drawLoads, drawNodes, drawTies, placeNodes, type Places } from "./organisations";
import type { Pen } from "./pen";
import { drawPlan, fitted, type Plan } from "./plan";
import { divide, type Plate } from "./plate";
import { type Scale, STEPS } from "./scale";
import type { Box, Item, Layout, Side, SideFrame } from "./types";
import { drawStream, drawVessel, streamWidths } from "./vessel";

/** How near a finger must come to a dot or a marker, px. */
const REACH = 12;

export interface Look {
  frame: SideFrame;
  scale: Scale;
  measures: Measures;
  phase: number;
  hovered: Item | null;
  chosen: Item | null;
}

export class Scene {
  private readonly plate: Plate;
  private readonly plan: Plan;
  private readonly dots: Dots;
  private readonly still = document.createElement("canvas");
  private places: Places | null = null;
  private present = "";

  /** `title` stands above the plate when there are two sides; `density` is the number of pixels to a px. */
  constructor(
    readonly side: Side, readonly box: Box, readonly pen: Pen, private readonly layout: Layout,
    private readonly density: number, private readonly title: string | null,
  ) {
    this.plate = divide(box, pen.size, layout.places.width / layout.places.height, title !== null);
    this.plan = fitted(layout, this.plate.plan);
    this.dots = new Dots(this.plan, density, (c) => drawPlan(pen.on(c), layout, this.plan));
    this.still.width = Math.ceil(box.w * density);
    this.still.height = Math.ceil(box.h * density);
  }

  /** Draw the residents: before all else, as putting pixels makes the canvas finish what was asked of it so far. */
  drawDots({ frame, scale }: Look): void {
    this.dots.draw(this.pen.c, frame[scale.state], scale.colourOf, scale.colours.map(rgb), scale.state in STEPS);
  }

  /** Draw the week. */
  draw({ frame, scale, measures, phase, hovered, chosen }: Look): void {
    const { box, layout, pen, plate } = this;
    const places = this.placed(frame.present);
    const lit = hovered ?? chosen;
    drawTies(pen, places, frame.tie, lit?.what === "organisation" ? lit.number : null);
    pen.c.drawImage(this.still, box.x, box.y, this.still.width / this.density, this.still.height / this.density);
    drawLoads(pen, places, frame);
    drawStream(pen, places, frame, streamWidths(frame, places.stream.w, measures.stream, measures.money), phase);
    const committee = layout.nodes.find((node) => node.kind === "committee");
    drawVessel(pen, places.vessel, frame, measures.vessel, pen.name(committee?.label), plate.organisations.w);
    drawLegend(pen, plate.legend, scale, frame);
    drawLadder(pen, plate.ladder, frame, measures.rungs, plate.narrow);
    for (const item of [chosen, hovered]) if (item) this.ring(item);
  }

  /** Give what lies at a point. */
  at(x: number, y: number): Item | null {
    const { plate, plan, places } = this;
    const near = (px: number, py: number, rx = 0, ry = rx): number =>
      Math.hypot(Math.max(0, Math.abs(x - px) - rx), Math.max(0, Math.abs(y - py) - ry));
    let [found, best]: [Item | null, number] = [null, REACH];
    for (const spot of places?.spots ?? []) {
      const far = near(spot.x, spot.y, spot.rx, spot.ry);
      if (far < best) [found, best] = [{ what: "organisation", number: spot.node }, far];
    }
    const rung = rungs(plate.ladder, plate.size, plate.narrow).findIndex((b) => within(b, x, y));
    if (rung >= 0) return { what: "case", number: rung };
    if (found || !within(plan.box, x, y)) return found;
    for (let i = 0; i < plan.x.length; i++) {
      const far = near(plan.x[i]!, plan.y[i]!);
      if (far < best) [found, best] = [{ what: "resident", number: i }, far];
    }
    return found;
  }

  /** Give the box of something that can be pointed at. */
  boxOf({ what, number }: Item): Box | null {
    const { plate } = this;
    if (what === "case") return rungs(plate.ladder, plate.size, plate.narrow)[number] ?? null;
    const { x, y, radius } = this.plan;
    const dot = number < x.length ? { x: x[number]!, y: y[number]!, rx: radius, ry: radius } : null;
    const spot = what === "organisation" ? this.places?.of[number] : dot;
    return spot ? { x: spot.x - spot.rx, y: spot.y - spot.ry, w: spot.rx * 2, h: spot.ry * 2 } : null;
  }

  /** Give the resident of a grid whose colour says most, or -1. */
  foremost(grid: number, { colourOf }: Scale, values: Uint8Array): number {
    const block = this.layout.places.grids[grid]!;
    const { box, scale, x, y } = this.plan;
    const inside = { x: box.x + block.x * scale, y: box.y + block.y * scale, w: block.w * scale, h: block.h * scale };
    let found = -1;
    for (let i = 0; i < x.length; i++) {
      const more = found < 0 || colourOf[values[i]!]! > colourOf[values[found]!]!;
      if (more && within(inside, x[i]!, y[i]!)) found = i;
    }
    return found;
  }

  /** Write lines beside something, in a box that stays within the plate. */
  tip(item: Item, lines: string[]): void {
    const at = this.boxOf(item);
    if (!at) return;
    const { box, pen } = this;
    const { small } = pen;
    const weight = (k: number): number => (k ? 400 : 600);
    const all = lines.flatMap((line, k) => pen.lines(line, Math.min(box.w - 16, 300), 4, small, weight(k)).map((text) => ({ text, k })));
    const w = Math.max(...all.map(({ text, k }) => pen.width(text, small, weight(k)))) + 16;
    const h = all.length * small * 1.35 + 10;
    const x = Math.max(box.x + 2, Math.min(box.x + box.w - w - 2, at.x + at.w / 2 + 14));
    const y = at.y - h - 8 > box.y ? at.y - h - 8 : Math.min(box.y + box.h - h - 2, at.y + at.h + 8);
    pen.rect(rule, x - 1, y - 1, w + 2, h + 2, 6);
    pen.rect(paper, x, y, w, h, 5);
    all.forEach(({ text, k }, n) => pen.write(text, x + 8, y + 5 + small * (0.68 + n * 1.35), { colour: ink, weight: weight(k) }));
  }

  /** Place the organisations, and draw their markers and names anew when one has come or gone. */
  private placed(present: Float32Array): Places {
    const now = String(present);
    if (this.places && now === this.present) return this.places;
    this.present = now;
    const { box, density, layout, plate, still, title } = this;
    const c = still.getContext("2d")!;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, still.width, still.height);
    c.setTransform(density, 0, 0, density, -box.x * density, -box.y * density);
    const pen = this.pen.on(c);
    this.places = placeNodes(pen, layout, present, plate.organisations);
    drawNodes(pen, this.places, present);
    if (plate.header && title !== null) {
      const { colour, dash } = sides[this.side];
      const { x, y, w, h } = plate.header;
      pen.write(title, x, y + h * 0.42, { size: pen.size, weight: 600, colour });
      pen.line(colour, 3, [[[x, y + h * 0.95], [x + w, y + h * 0.95]]], dash);
    }
    return this.places;
  }

  private ring(item: Item): void {
    const b = this.boxOf(item);
    if (!b) return;
    const { c } = this.pen;
    c.strokeStyle = ink;
    c.lineWidth = 2;
    c.beginPath();
    c.roundRect(b.x - 4, b.y - 4, b.w + 8, b.h + 8, b.w > 30 ? 6 : b.w / 2 + 4);
    c.stroke();
  }
}

function within(b: Box, x: number, y: number): boolean {
  return x >= b.x && x <= b.x + b.w && y >= b.y && y <= b.y + b.h;
}
