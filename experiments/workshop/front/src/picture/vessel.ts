// The committee's hours as a vessel that fills and overflows, and the stream of work that comes down from the street.

import { gold, hours as colours, ink, money, onto, paper, sent, soft } from "../colours";
import type { Places } from "./organisations";
import type { Pen } from "./pen";
import type { Box, SideFrame } from "./types";

/** Work from above fills the vessel first, as it does in the committee; in the codes of sim. */
const ORDER = [0, 1, 6, 7, 2, 3, 4, 5];
const FOR_RESIDENTS = [2, 3, 4, 5];

export interface Layer {
  kind: number;
  hours: number;
}

export interface Filling {
  given: Layer[];
  /** Wanted and not given. */
  over: Layer[];
  sum: number;
  unmet: number;
  capacity: number;
}

/** Work out what stands in the vessel and what runs over, from the bottom up. */
export function filling(frame: SideFrame): Filling {
  const layers = (of: (kind: number) => number): Layer[] =>
    ORDER.map((kind) => ({ kind, hours: of(kind) })).filter((layer) => layer.hours > 0.05);
  const given = layers((kind) => frame.hours[kind]!);
  const over = layers((kind) => frame.needs[kind]! - frame.hours[kind]!);
  const total = (of: Layer[]): number => of.reduce((sum, layer) => sum + layer.hours, 0);
  return { given, over, sum: total(given), unmet: total(over), capacity: frame.capacity[0]! };
}

/** What a vessel must be able to show, hours. */
export function tallest(frame: SideFrame): number {
  const { sum, unmet, capacity } = filling(frame);
  return Math.max(sum, capacity) + unmet;
}

export interface Stream {
  down: number;
  back: number;
  money: number;
}

/** Widths of the stream, px: hours passed down, hours sent back on the same scale, money on its own. */
export function streamWidths(frame: SideFrame, room: number, fullHours: number, fullMoney: number): Stream {
  const width = (value: number, full: number, most: number): number => (Math.max(0, value) / full) * most * room;
  const [down, back, sum] = frame.stream as unknown as [number, number, number];
  return { down: width(down, fullHours, 0.3), back: width(back, fullHours, 0.3), money: width(sum, fullMoney, 0.1) };
}

/** Draw the vessel; its height is its hours, on the scale of `full` hours for the whole box. */
export function drawVessel(pen: Pen, box: Box, frame: SideFrame, full: number, title: string, room: number): void {
  const { c, size } = pen;
  const { given, over, sum, unmet, capacity } = filling(frame);
  const perHour = box.h / full;
  const floor = box.y + box.h;
  const brim = floor - capacity * perHour;
  const [right, middle] = [box.x + box.w, box.x + box.w / 2];
  pen.rect(paper, box.x, brim, box.w, floor - brim);
  let y = floor;
  for (const layer of given) y = drawLayer(pen, box, y, layer, perHour, false);
  const spill = { x: box.x - size * 0.55, y: box.y, w: box.w + size * 1.1, h: box.h };
  const spilt = Math.min(y, brim);
  y = spilt;
  for (const layer of over) y = drawLayer(pen, spill, y, layer, perHour, true);
  if (unmet >= 0.5) {
    const far = spill.x + spill.w - 1;
    pen.line(soft, 1, [[[spill.x, spilt], [spill.x, y], [far, y], [far, spilt]]], [3, 2]);
    // What runs down the sides is longer, the more runs over.
    const length = (floor - brim) * (0.25 + 0.7 * Math.min(1, unmet / Math.max(1, capacity)));
    c.globalAlpha = 0.55;
    for (const [x, part] of [[spill.x + 2.2, 1], [far - 1.2, 0.72]] as const) {
      pen.rect(soft, x - 1.6, brim, 3.2, length * part, 1.6);
      pen.disc(soft, x, brim + length * part, 2.9);
    }
    c.globalAlpha = 1;
  }
  pen.line(ink, 2, [[
    [box.x - 5, brim - 1], [box.x - 1, brim + 2], [box.x - 1, floor + 1], [right + 1, floor + 1], [right + 1, brim + 2], [right + 5, brim - 1],
  ]]);
  const fields = { given: pen.count(sum), capacity: pen.count(capacity), over: pen.count(unmet) };
  const value = pen.say(unmet >= 0.5 ? "vessel_over" : "vessel_within", fields);
  const text = pen.lines(pen.say("stands", { what: title, value }), room, 1, pen.small, 500);
  pen.block(text, middle, floor + size, { align: "center", colour: ink, weight: 500, halo: true });
  drawKey(pen, middle, floor + size * 2.2, room, frame);
}

/** Name the work with residents, in its colours, with hours given of hours wanted. */
function drawKey(pen: Pen, middle: number, y: number, room: number, frame: SideFrame): void {
  const { small } = pen;
  const swatch = small * 0.7;
  const kinds = FOR_RESIDENTS.filter((kind) => frame.needs[kind]! >= 0.5);
  const entries = kinds.map((kind) => {
    const text = `${pen.name(pen.words.hours[kind]?.label)} ${pen.count(frame.hours[kind]!)}/${pen.count(frame.needs[kind]!)}`;
    return { text, colour: colours[kind] ?? "", w: swatch + 4 + pen.width(text) + small };
  });
  const all = (): number => entries.reduce((sum, e) => sum + e.w, -small);
  while (entries.length && all() > room) entries.pop();
  const title = pen.say("given_of_wanted");
  const before = pen.width(title) + small;
  const titled = entries.length > 0 && all() + before < room;
  let x = middle - (all() + (titled ? before : 0)) / 2;
  if (titled) {
    pen.write(title, x, y, { halo: true });
    x += before;
  }
  for (const { text, colour, w } of entries) {
    pen.rect(colour, x, y - swatch / 2, swatch, swatch);
    pen.write(text, x + swatch + 4, y, { colour: ink, halo: true });
    x += w;
  }
}

/** Draw one kind of hours on what lies below it, with its name if there is room. Give its upper edge. */
function drawLayer(pen: Pen, box: Box, floor: number, layer: Layer, perHour: number, spilt: boolean): number {
  const { c, small } = pen;
  const h = layer.hours * perHour;
  const [top, middle] = [floor - h, floor - h / 2];
  const colour = colours[layer.kind]!;
  c.globalAlpha = spilt ? 0.42 : 1;
  pen.rect(colour, box.x, top, box.w, h);
  c.globalAlpha = 1;
  if (spilt) {
    c.save();
    c.beginPath();
    c.rect(box.x, top, box.w, h);
    c.clip();
    const stripes = Array.from({ length: Math.ceil((box.w + h) / 6) }, (_, k) => box.x - h + k * 6);
    pen.line(paper, 1.2, stripes.map((x) => [[x, floor], [x + h, top]]));
    c.restore();
  }
  if (h > 2) pen.rect(paper, box.x, top, box.w, 1);
  if (h < small * 0.98) return top;
  const style = { colour: spilt ? ink : onto(colour) };
  const number = pen.count(layer.hours);
  const name = pen.name(pen.words.hours[layer.kind]?.label);
  const most = h > small * 2.4 ? 2 : 1;
  const beside = pen.lines(name, box.w - 18 - pen.width(number, small, 600), most);
  const whole = beside.join("").replaceAll(" ", "") === name.replaceAll(" ", "");
  pen.block(whole ? beside : pen.lines(name, box.w - 8, most), box.x + 5, middle, style);
  if (whole) pen.write(number, box.x + box.w - 5, middle, { ...style, align: "right", weight: 600 });
  return top;
}

/** Draw the stream from the street to the vessel, what is sent back, and the money beside it. */
export function drawStream(pen: Pen, places: Places, frame: SideFrame, widths: Stream, phase: number): void {
  const { stream: box, street } = places;
  const [down, back, sum] = frame.stream as unknown as [number, number, number];
  const left = box.x + box.w * 0.43 - widths.down / 2;
  const right = left + Math.max(1, widths.down) + 5;
  band(pen, left, box, Math.max(1, widths.down), colours[0], phase, false);
  if (sum >= 0.5) band(pen, right, box, Math.max(1, widths.money), gold, phase, false);
  if (back >= 0.5) band(pen, left - 6 - widths.back, box, Math.max(1.5, widths.back), sent, -phase, true);
  const edge = left - (back >= 0.5 ? widths.back + 7 : 0) - 5;
  const after = right + widths.money + 5;
  const y = box.y + box.h * 0.46;
  const passed = pen.lines(pen.say("stream_hours", { n: pen.count(down) }), edge - street.x + pen.size, 2);
  if (back >= 0.5 && passed.length < 2) passed.push(pen.say("stream_back", { n: pen.count(back) }));
  pen.block(passed, edge, y, { align: "right", colour: ink, halo: true });
  const follows = pen.lines(pen.say("stream_money", { n: pen.count(sum) }), street.x + street.w + pen.size - after, 2);
  pen.block(follows, after, y, { colour: money, halo: true });
}

/** Draw a band that points down, or up, with marks across it that move on from week to week. */
function band(pen: Pen, x: number, box: Box, w: number, colour: string, phase: number, up: boolean): void {
  const { c, size } = pen;
  const [from, to] = up ? [box.y + box.h * 0.9, box.y + 1] : [box.y, box.y + box.h - 2];
  const tip = Math.min(6, Math.max(3, w / 2)) * (up ? -1 : 1);
  pen.shape(colour, [[x, from], [x + w, from], [x + w, to - tip], [x + w / 2, to], [x, to - tip]]);
  // A thin one has a head of its own, so that it is seen where it goes.
  if (w < 5) return pen.shape(colour, [[x + w / 2 - 3, to - tip * 1.6], [x + w / 2 + 3, to - tip * 1.6], [x + w / 2, to]]);
  const depth = Math.min(4, w / 4) * (up ? -1 : 1);
  const first = box.y + (((phase % 1) + 1) % 1) * size;
  const marks = Array.from({ length: Math.max(0, Math.ceil((box.y + box.h - 9 - first) / size)) }, (_, k) => first + k * size);
  c.globalAlpha = 0.55;
  pen.line(paper, 1.4, marks.map((y) => [[x + 2, y], [x + w / 2, y + depth], [x + w - 2, y]]));
  c.globalAlpha = 1;
}
