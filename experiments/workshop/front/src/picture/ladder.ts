// The ladder of cases: from between the parties up to the committee, the joint centre, the street, petition or court.

import { ink, paper, ramp, rule, soft } from "../colours";
import type { Pen, Voice } from "./pen";
import type { Box, SideFrame } from "./types";

/** Statuses of sim by level: those that wait and those in hand. Petition and court stand side by side on top. */
const WAITING = [[], [1], [3], [5], [], []] as const;
const IN_HAND = [[0], [2], [4], [6], [7], [8]] as const;
export const LEVELS = IN_HAND.length;
const [PETITION, COURT, ROWS] = [4, 5, 5];
/** Sizes of a mark to try, px, and numbers of cases that one mark may stand for. */
const MARKS = [16, 13, 11, 9, 7, 5];
const WORTHS = [1, 2, 5, 10, 20, 50, 100];

export interface Level {
  waiting: number;
  inHand: number;
}

/** Count open cases by level. */
export function levels(frame: SideFrame): Level[] {
  const sum = (statuses: readonly number[]): number => statuses.reduce((n, s) => n + frame.ladder[s]!, 0);
  return IN_HAND.map((hand, k) => ({ waiting: sum(WAITING[k]!), inHand: sum(hand) }));
}

export function openCases(frame: SideFrame): number {
  return levels(frame).reduce((n, level) => n + level.waiting + level.inHand, 0);
}

/** The name of a level: what the names of its statuses share before the colon. */
export function levelName(voice: Voice, level: number): string {
  return voice.name(voice.words.statuses[IN_HAND[level]![0]!]?.label).split(/[：:]/)[0]!;
}

/** Boxes of the rungs, the lowest first: four as wide as the ladder, the uppermost two share a row. */
export function rungs(box: Box, size: number, narrow: boolean): Box[] {
  const h = (box.h - size * 2.5) / ROWS;
  const gap = size * 0.6;
  // Names that stand left of the rungs take of the first of the two only.
  const first = (box.w - gap) * (narrow ? 0.6 : 0.5);
  return Array.from({ length: LEVELS }, (_, k) => {
    const y = box.y + (ROWS - 1 - Math.min(k, PETITION)) * h;
    if (k === COURT) return { x: box.x + first + gap, y, w: box.w - first - gap, h };
    return { x: box.x, y, w: k === PETITION ? first : box.w, h };
  });
}

/** The largest marks, and the fewest cases to a mark, with which each rung holds its cases. */
export function marksFor(counts: number[], rooms: Box[]): { mark: number; worth: number } {
  for (const worth of WORTHS) {
    for (const mark of MARKS) {
      const pitch = mark + 2;
      const holds = (b: Box): number => Math.floor(b.w / pitch) * Math.floor(b.h / pitch);
      if (rooms.every((b, k) => Math.ceil(counts[k]! / worth) + 1 <= holds(b))) return { mark, worth };
    }
  }
  return { mark: MARKS[MARKS.length - 1]!, worth: WORTHS[WORTHS.length - 1]! * 10 };
}

/** Draw the ladder. On a narrow plate names stand left of the rungs, else on them. `fullest` sizes the marks. */
export function drawLadder(pen: Pen, box: Box, frame: SideFrame, fullest: number[], narrow: boolean): void {
  const { small, size } = pen;
  const boxes = rungs(box, size, narrow);
  const names = boxes.map((_, k) => levelName(pen, k));
  const widths = names.map((name) => pen.width(name, small, 500) + 10);
  const indent = narrow ? Math.max(...widths.slice(0, COURT)) : 0;
  const rooms = boxes.map((b, k) => {
    const left = narrow ? (k < COURT ? indent : widths[k]!) + 5 : 8;
    const top = narrow ? 2 : small * 1.7;
    return { x: b.x + left, y: b.y + top, w: Math.max(14, b.w - left - size * 2), h: b.h - top - 3 };
  });
  const { mark, worth } = marksFor(fullest, rooms);
  drawRails(pen, box, boxes, indent);
  const colours = ramp(LEVELS + 1).slice(1);
  levels(frame).forEach((level, k) => {
    const b = boxes[k]!;
    const low = b.y + b.h - Math.max(small * 0.7, mark * 0.5 + 3);
    const total = level.waiting + level.inHand;
    pen.write(names[k]!, b.x + (narrow ? 0 : 8), narrow ? low : b.y + small, { colour: ink, weight: 500 });
    drawMarks(pen, rooms[k]!, level, worth, mark, colours[k]!);
    pen.write(pen.count(total), b.x + b.w - 5, low, { size, align: "right", weight: 600, colour: total ? ink : soft, halo: true });
    const settled = frame.moved[k + 1]!;
    if (narrow || k === COURT || !(settled > 0)) return;
    const text = `${pen.say("settled", { n: pen.count(settled) })} →`;
    const beside = widths[k]! + pen.width(text) + 14 < b.w;
    pen.write(text, box.x + box.w - 5, b.y + small * (beside ? 1 : 2.15), { align: "right" });
  });
  const text = pen.say("week_moves", leaving(pen, frame));
  const lines = pen.lines(worth > 1 ? `${text} · ${pen.say("mark", { n: worth })}` : text, box.w, 2);
  pen.block(lines, box.x, box.y + box.h - size * 2.5 + small * (0.35 + 0.575 * lines.length));
}

/** Say what came and went this week. */
function leaving(voice: Voice, { moved }: SideFrame): Record<"fresh" | "risen" | "settled" | "lumped", string> {
  const settled = moved.slice(1, 6).reduce((sum, n) => sum + n, 0);
  const said = (n: number | undefined): string => voice.count(n ?? 0);
  return { fresh: said(moved[0]), risen: said(moved[6]), settled: said(settled), lumped: said(moved[7]) };
}

function drawRails(pen: Pen, box: Box, boxes: Box[], indent: number): void {
  const foot = boxes[0]!.y + boxes[0]!.h;
  const [left, right] = [box.x + indent + 1, box.x + box.w - 1];
  pen.line(rule, 2, [[[left, box.y], [left, foot]], [[right, box.y], [right, foot]]]);
  pen.line(soft, 1.25, boxes.map((b, k) => [[k === COURT ? b.x : left, b.y + b.h], [b.x + b.w, b.y + b.h]]));
  // Cases climb: a chevron on the left rail of each rung below the top.
  pen.line(soft, 1.5, boxes.slice(0, PETITION).map(({ y }) => [[left - 4, y + 6], [left, y + 2], [left + 4, y + 6]]));
}

/** Draw a mark for each case, from the left and upwards: filled in hand, hollow waiting. */
function drawMarks(pen: Pen, box: Box, level: Level, worth: number, mark: number, colour: string): void {
  const pitch = mark + 2;
  const columns = Math.max(1, Math.floor(box.w / pitch));
  const filled = Math.ceil(level.inHand / worth);
  for (let i = 0; i < filled + Math.ceil(level.waiting / worth); i++) {
    const x = box.x + (i % columns) * pitch;
    const y = box.y + box.h - pitch * (1 + Math.floor(i / columns));
    pen.rect(colour, x, y, mark, mark);
    if (i >= filled) pen.rect(paper, x + 1.5, y + 1.5, mark - 3, mark - 3);
  }
}
