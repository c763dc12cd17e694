// The organisations of a community around the committee's hours, and the ties between them.

import { families, ink, money, onto, paper, rule, soft, tie } from "../colours";
import { LINE, type Pen } from "./pen";
import type { Box, Layout, SideFrame } from "./types";

type Shape = "pentagon" | "circle" | "hexagon" | "diamond" | "square" | "triangle" | "wedge" | "house" | "bar" | "vessel";
type Where = "left" | "right" | "left many" | "right many" | "top" | "middle";

/** By kind of node: where it stands, its family (colour) and its shape. Party and state stand left, society right. */
const KINDS: Record<string, [Where, keyof typeof families, Shape]> = {
  branch: ["left", "party", "pentagon"],
  mediation: ["left", "committee", "circle"],
  joint: ["left", "committee", "hexagon"],
  police: ["left", "state", "diamond"],
  social_work: ["right", "social", "triangle"],
  volunteers: ["right", "social", "wedge"],
  owners: ["right", "property", "house"],
  company: ["right", "property", "square"],
  unit: ["left many", "unit", "square"],
  society: ["right many", "social", "circle"],
  street: ["top", "state", "bar"],
  committee: ["middle", "committee", "vessel"],
};
/** Load at which a bar ends. */
const MOST_LOAD = 1.8;
/** Strength up to which a tie is one of many that merely exist. */
export const FAINT = 0.15;
/** Height of the lines below the vessel, of the type size. */
const FOOT = 2.7;

export interface Spot {
  node: number;
  where: Where;
  shape: Shape;
  colour: string;
  x: number;
  y: number;
  /** Half of the width and height of the marker. */
  rx: number;
  ry: number;
  /** The name, its size of type, and where it begins beside the marker. */
  name: string[];
  letters: number;
  at: number;
  align: CanvasTextAlign;
  room: number;
}

export interface Places {
  spots: Spot[];
  /** By number of the node; undefined where a node has no place. */
  of: (Spot | undefined)[];
  /** Ties between those who are there, with their number in the frame. */
  ties: [Spot, Spot, number][];
  street: Box;
  stream: Box;
  vessel: Box;
  /** From one of a column to the next, px. */
  step: number;
}

/** Place street, stream and vessel in the middle, the others in a column on either side, the many small ones below. */
export function placeNodes(pen: Pen, layout: Layout, present: Float32Array, box: Box): Places {
  const { size, small } = pen;
  const w = Math.max(7 * size, Math.min(box.w * 0.27, 13 * size));
  const x = box.x + (box.w - w) / 2;
  const gap = Math.max(2 * size, Math.min((box.w - 28 * size) * 0.25, 5.2 * size));
  const wide = w + 2 * gap - size * 2.2;
  const label = pen.name(layout.nodes.find(({ kind }) => kind === "street")?.label);
  const letters = pen.width(label, size, 600) > wide - 8 ? small : size;
  const office = pen.lines(label, wide - 8, 2, letters, 600);
  const street = { x: x - (wide - w) / 2, y: box.y, w: wide, h: size * (1.55 + 1.15 * office.length) };
  const stream = { x, y: box.y + street.h, w, h: Math.max(size * 2.4, Math.min(box.h * 0.15, size * 3.6)) };
  const top = stream.y + stream.h + 2;
  const vessel = { x, y: top, w, h: Math.max(size, box.y + box.h - FOOT * size - top) };
  const groups: Record<Where, Spot[]> = { left: [], right: [], "left many": [], "right many": [], top: [], middle: [] };
  layout.nodes.forEach(({ kind }, node) => {
    const [where, family, shape] = KINDS[kind] ?? KINDS["unit"]!;
    if (where.endsWith("many") && !(present[node]! > 0)) return;
    const blank = { x: 0, y: 0, rx: size * 0.62, ry: size * 0.62, name: [], letters: small, at: 0, align: "left", room: 0 } as const;
    groups[where].push({ ...blank, node, where, shape, colour: families[family], name: [] });
  });
  for (const [spots, b] of [[groups.top, street], [groups.middle, vessel]] as const) {
    for (const spot of spots) Object.assign(spot, { x: b.x + b.w / 2, y: b.y + b.h / 2, rx: b.w / 2, ry: b.h / 2 });
  }
  for (const spot of groups.top) Object.assign(spot, { name: office, letters });
  let step = Infinity;
  for (const [side, sign, edge] of [["left", -1, x - gap], ["right", 1, x + w + gap]] as const) {
    const [few, many] = [groups[side], groups[`${side} many`]];
    const across = Math.max(3, Math.ceil(Math.sqrt(many.length)));
    const foot = Math.max(Math.ceil(many.length / across), 2) * size * 1.05;
    step = Math.min(step, (box.h - foot - size * (FOOT + 0.6)) / Math.max(1, few.length));
    few.forEach((spot, k) => (spot.x = edge + sign * Math.sin(((k + 0.5) / few.length) * Math.PI) * size * 0.9));
    many.forEach((spot, k) => {
      const y = vessel.y + vessel.h - foot + size * 1.05 * (Math.floor(k / across) + 0.6);
      Object.assign(spot, { x: edge + sign * ((k % across) - 0.5) * size * 1.05, y, rx: size * 0.36, ry: size * 0.36 });
    });
    const most = Math.max(1, Math.min(3, Math.floor(step / (small * LINE))));
    for (const spot of [...few, ...many]) {
      spot.at = spot.x + sign * (spot.rx + size * 0.45);
      spot.align = sign < 0 ? "right" : "left";
      spot.room = sign < 0 ? spot.at - box.x : box.x + box.w - spot.at;
      if (few.includes(spot)) spot.name = pen.lines(pen.name(layout.nodes[spot.node]!.label), spot.room, most, small, 500);
    }
    const first = size * (0.5 + 0.56 * (few[0]?.name.length ?? 0));
    few.forEach((spot, k) => (spot.y = box.y + first + step * k));
  }
  const spots = Object.values(groups).flat();
  const of: (Spot | undefined)[] = [];
  for (const spot of spots) of[spot.node] = spot;
  const ties = layout.pairs.flatMap(([i, j], k): [Spot, Spot, number][] => {
    const [from, to] = [of[i], of[j]];
    return from && to && present[i]! > 0 && present[j]! > 0 ? [[from, to, k]] : [];
  });
  return { spots, of, ties, street, stream, vessel, step };
}

/** Width of a tie of some strength, px: nothing but proportional. */
export function tieWidth(strength: number, size: number): number {
  return Math.max(0, strength) * size * 0.75;
}

/** Draw ties, the weakest first; those of a chosen organisation in ink. */
export function drawTies({ c, size }: Pen, { ties }: Places, strengths: Float32Array, chosen: number | null): void {
  ties.sort((a, b) => strengths[a[2]]! - strengths[b[2]]!);
  for (const [from, to, k] of ties) {
    const strength = strengths[k]!;
    if (!(strength > 0)) continue;
    const own = chosen === from.node || chosen === to.node;
    c.globalAlpha = own ? 0.9 : strength <= FAINT ? 0.14 : Math.min(0.75, 0.2 + strength * 0.7);
    c.strokeStyle = own ? ink : tie;
    c.lineWidth = Math.max(0.5, tieWidth(strength, size));
    c.beginPath();
    trace(c, from, to);
    c.stroke();
  }
  c.globalAlpha = 1;
}

/** Draw markers and names; they stay until an organisation comes or goes. */
export function drawNodes(pen: Pen, { spots, street }: Places, present: Float32Array): void {
  const { c, size } = pen;
  for (const spot of spots) {
    if (spot.where === "top") {
      pen.rect(spot.colour, street.x, street.y, street.w, street.h, 3);
      const y = street.y + size * (0.3 + 0.55 * spot.name.length);
      pen.block(spot.name, spot.x, y, { align: "center", weight: 600, size: spot.letters, colour: onto(spot.colour) });
    }
    if (spot.where === "top" || spot.where === "middle") continue;
    const here = present[spot.node]! > 0;
    c.beginPath();
    outline(c, spot);
    c.lineWidth = here ? 2 : 1.2;
    c.strokeStyle = here ? paper : spot.colour;
    c.fillStyle = here ? spot.colour : paper;
    if (!here) c.setLineDash([2, 2]);
    c.stroke();
    c.fill();
    c.setLineDash([]);
    pen.block(spot.name, spot.at, spot.y - pen.small * 0.3, { align: spot.align, weight: 500, colour: here ? ink : soft, halo: true });
  }
}

/** Draw what changes: load as a bar with a mark where the hours are full, and money. */
export function drawLoads(pen: Pen, places: Places, frame: SideFrame): void {
  const { small, size } = pen;
  for (const spot of places.spots) {
    const [load, sum] = [frame.load[spot.node]!, frame.money[spot.node]!];
    if (spot.where === "top") {
      const texts = [pen.loadAndMoney(load, sum), pen.loadAndMoney(load, NaN)];
      const text = texts.find((t) => pen.width(t) < 2 * spot.rx - 6) ?? "";
      pen.write(text, spot.x, spot.y + spot.ry - small * 0.8, { align: "center", colour: onto(spot.colour) });
    }
    const beside = spot.where === "left" || spot.where === "right";
    // Without room for one more line, load and money are told under the pointer only.
    if (beside && frame.present[spot.node]! > 0 && places.step > small * LINE * (spot.name.length + 0.8)) drawLoad(pen, spot, load, sum);
  }
  for (const [where, key, sign] of [["left many", "units", -1], ["right many", "societies", 1]] as const) {
    const own = places.spots.filter((s) => s.where === where);
    if (!own.length) continue;
    const outer = own.reduce((far, s) => (sign * s.x > sign * far.x ? s : far));
    const [lines, style] = [pen.lines(pen.say(key, { n: own.length }), outer.room, 2), { align: outer.align, halo: true }];
    pen.block(lines, outer.at, own[0]!.y + (lines.length - 1) * size * 0.5, style);
  }
}

function drawLoad(pen: Pen, spot: Spot, load: number, sum: number): void {
  const { size, small } = pen;
  const sign = spot.align === "right" ? -1 : 1;
  const y = spot.y + small * (0.8 + (LINE / 2) * (spot.name.length - 1));
  const full = size * 1.6;
  const end = full * Math.max(1, Math.min(load, MOST_LOAD));
  const bar = (from: number, to: number, h: number, colour: string): void =>
    pen.rect(colour, spot.at + (sign < 0 ? -to : from), y - h / 2, to - from, h);
  let used = 0;
  if (Number.isFinite(load)) {
    bar(0, full, 5, rule);
    bar(0, full * Math.min(load, 1), 5, soft);
    bar(full, end, 5, ink);
    bar(full - 0.75, full + 0.75, 11, ink);
    used = end + 5;
  }
  const parts: [string, string][] = Number.isFinite(load) ? [[`${Math.round(load * 100)}%`, soft]] : [];
  if (Number.isFinite(sum)) parts.push([pen.say("yuan", { n: pen.count(sum) }), money]);
  for (const [text, colour] of parts) {
    const w = pen.width(text);
    if (used + w > spot.room) return;
    pen.write(text, spot.at + sign * used, y, { align: spot.align, colour, halo: true });
    used += w + size * 0.5;
  }
}

/** Trace a tie: between neighbours of a column a bow towards the middle, otherwise nearly straight. */
function trace(c: CanvasRenderingContext2D, from: Spot, to: Spot): void {
  const [a, b] = [end(from, to), end(to, from)];
  const side = from.where.split(" ")[0]!;
  const bow = side === to.where.split(" ")[0] ? Math.min(36, Math.abs(a[1] - b[1]) * 0.3 + 4) : 0;
  c.moveTo(...a);
  c.quadraticCurveTo((a[0] + b[0]) / 2 + (side === "left" ? bow : -bow), (a[1] + b[1]) / 2, ...b);
}

/** Where a tie meets a spot: the middle of a marker; on the bar and the vessel the side that faces the other. */
function end(spot: Spot, other: Spot): [number, number] {
  if (spot.shape !== "vessel" && spot.shape !== "bar") return [spot.x, spot.y];
  const x = spot.x + Math.max(-1, Math.min(1, (other.x - spot.x) / spot.rx)) * spot.rx * 0.97;
  if (spot.shape === "bar") return [x, spot.y + spot.ry * 0.6];
  // Low on its side: the brim of a small committee is not far above its floor.
  return [x, spot.y + spot.ry * Math.max(0.6, Math.min(0.95, (other.y - spot.y) / spot.ry / 4 + 0.75))];
}

const regular = (corners: number, turn: number, r: number): [number, number][] =>
  Array.from({ length: corners }, (_, k) => turn + (k * 2 * Math.PI) / corners).map((a) => [r * Math.cos(a), r * Math.sin(a)]);
const UP = -Math.PI / 2;
/** Corners of the shapes, for a marker of half width 1. */
const CORNERS: Partial<Record<Shape, [number, number][]>> = {
  pentagon: regular(5, UP, 1.1),
  hexagon: regular(6, 0, 1.08),
  diamond: regular(4, UP, 1.15),
  triangle: regular(3, UP, 1.2),
  wedge: regular(3, -UP, 1.2),
  house: [[-1, 0.9], [-1, -0.1], [0, -1.05], [1, -0.1], [1, 0.9]],
  square: regular(4, UP / 2, 1.25),
};

function outline(c: CanvasRenderingContext2D, { x, y, rx, shape }: Spot): void {
  const corners = CORNERS[shape];
  if (!corners) c.arc(x, y, rx * 0.95, 0, 2 * Math.PI);
  else for (const [dx, dy] of corners) c.lineTo(x + dx * rx, y + dy * rx);
  c.closePath();
}
