// The plan of a community: grids as blocks, buildings in them, households as cells; and where each resident's dot is.

import { ground, paper, wall } from "../colours";
import type { Pen } from "./pen";
import type { Box, Layout } from "./types";

export interface Plan {
  box: Box;
  /** Width of a household's cell, px. */
  scale: number;
  /** Middle of each resident's dot, px. */
  x: Float32Array;
  y: Float32Array;
  radius: number;
}

/** Fit the plan into a box, as large as it can be and in its middle. */
export function fitted({ places }: Layout, box: Box): Plan {
  const scale = Math.min(box.w / places.width, box.h / places.height);
  const [w, h] = [places.width * scale, places.height * scale];
  const inside = { x: box.x + (box.w - w) / 2, y: box.y + (box.h - h) / 2, w, h };
  const { x, y } = spread(places);
  for (let i = 0; i < x.length; i++) {
    x[i] = inside.x + x[i]! * scale;
    y[i] = inside.y + y[i]! * scale;
  }
  return { box: inside, scale, x, y, radius: Math.max(1.15, Math.min(6, 0.215 * scale)) };
}

/** Stand the residents of each household so that they fill its cell, which is one unit wide. */
export function spread(places: Layout["places"]): { x: Float32Array; y: Float32Array } {
  const { household_x: hx, household_y: hy, resident_x: rx, resident_y: ry } = places;
  const [x, y] = [new Float32Array(rx.length), new Float32Array(rx.length)];
  let first = 0;
  // Residents come in the order of their households, so each household is a run.
  for (let home = 0; home < hx.length; home++) {
    let stop = first;
    while (stop < rx.length && Math.abs(rx[stop]! - hx[home]!) < 0.5 && Math.abs(ry[stop]! - hy[home]!) < 0.5) stop++;
    const wide = Math.ceil(Math.sqrt(stop - first));
    const rows = Math.ceil((stop - first) / wide);
    const step = Math.min(0.47, 0.94 / wide);
    for (let i = first; i < stop; i++) {
      x[i] = hx[home]! + (((i - first) % wide) - (wide - 1) / 2) * step;
      y[i] = hy[home]! + (Math.floor((i - first) / wide) - (rows - 1) / 2) * step;
    }
    first = stop;
  }
  return { x, y };
}

/** Draw what stays still: blocks, buildings, cells, names of grids. */
export function drawPlan(pen: Pen, { places }: Layout, { box, scale }: Plan): void {
  const placed = (r: Box, grow: number): [number, number, number, number] => [
    box.x + r.x * scale - grow, box.y + r.y * scale - grow, r.w * scale + 2 * grow, r.h * scale + 2 * grow,
  ];
  for (const grid of places.grids) pen.rect(ground, ...placed(grid, 0), 4);
  for (const building of places.buildings) {
    const [x, y, w, h] = placed(building, scale * 0.12);
    pen.rect("#FFFFFF", x, y, w, h);
    pen.line(wall, 1, [[[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]]);
  }
  const cell = scale - 1.2;
  for (let i = 0; scale > 7 && i < places.household_x.length; i++) {
    pen.rect(paper, box.x + places.household_x[i]! * scale - cell / 2, box.y + places.household_y[i]! * scale - cell / 2, cell, cell);
  }
  const size = Math.max(11, Math.min(pen.small, 1.9 * scale));
  for (const grid of places.grids) {
    const name = pen.name(grid.label);
    if (pen.width(name, size) < grid.w * scale) pen.write(name, box.x + (grid.x + 0.8) * scale, box.y + (grid.y + 1.15) * scale, { size });
  }
}
