// Where the parts of a plate lie: organisations above, the plan below them, the ladder at the side or, when
// the plate is narrow, at the foot.

import type { Box } from "./types";

const GUTTER = 20;

export interface Plate {
  size: number;
  narrow: boolean;
  header: Box | null;
  organisations: Box;
  plan: Box;
  legend: Box;
  ladder: Box;
}

/** Type size for a plate, px: 16 where there is room, a third more on a projector. */
export function typeSize(width: number, height: number, projector: boolean): number {
  const larger = projector ? 4 / 3 : 1;
  return Math.max(12, Math.min(16 * larger, (width / 46) * larger, height / 38));
}

/** Both sides stand beside each other where each has 380 px; on less, neither could be read. */
export function holdsBoth(width: number): boolean {
  return width >= 760;
}

/** Boxes of one or two plates beside each other. */
export function plateBoxes(width: number, height: number, count: number): Box[] {
  const w = (width - GUTTER * (count - 1)) / count;
  return Array.from({ length: count }, (_, k) => ({ x: k * (w + GUTTER), y: 0, w, h: height }));
}

/** Divide a plate; `aspect` is the width of the plan over its height. */
export function divide(box: Box, size: number, aspect: number, headed: boolean): Plate {
  const pad = Math.round(size * 0.6);
  const inner = { x: box.x + pad, y: box.y + pad * 0.6, w: box.w - 2 * pad, h: box.h - 1.2 * pad };
  const header = headed ? { ...inner, h: size * 1.5 } : null;
  const top = inner.y + (header ? header.h + pad : 0);
  const narrow = inner.w < 41 * size;
  const gap = size * (narrow ? 0.5 : 0.8);
  const legendH = size * (narrow ? 4.1 : 3.5);
  const ladderW = narrow ? inner.w : Math.max(10.5 * size, Math.min(inner.w * 0.25, 15 * size));
  const room = inner.y + inner.h - top;
  const ladderH = narrow ? Math.max(8.5 * size, Math.min(room * 0.2, 13 * size)) : room;
  const w = narrow ? inner.w : inner.w - ladderW - 1.6 * size;
  const left = room - legendH - gap - (narrow ? ladderH + gap : 0);
  // A low plate gives the organisations what their names need.
  const share = narrow ? 0.44 : Math.max(0.4, Math.min(0.48, 1 - (17 * size) / left));
  const planH = Math.min(left * share, w / aspect);
  const organisations = { x: inner.x, y: top, w, h: left - planH - gap };
  const plan = { x: inner.x, y: top + left - planH, w, h: planH };
  const legend = { x: inner.x, y: plan.y + planH + gap, w, h: legendH };
  const ladder = narrow
    ? { x: inner.x, y: legend.y + legendH + gap, w, h: ladderH }
    : { x: inner.x + w + 1.6 * size, y: top, w: ladderW, h: ladderH };
  return { size, narrow, header, organisations, plan, legend, ladder };
}
