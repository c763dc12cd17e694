// The past of each indicator on each side, as far as this page has heard it, put together for drawing.

import type { Band, Course, Frame, Layout, Side } from "./protocol";

export interface Line {
  weeks: number[];
  values: (number | null)[];
}

/** What a chart draws: one week for each place, null where a line knows nothing. */
export interface Table {
  weeks: number[];
  A: (number | null)[];
  B: (number | null)[];
  ghost: (number | null)[];
  difference: (number | null)[];
  band: Record<Side, { low: (number | null)[]; high: (number | null)[] } | null>;
}

const NONE: Line = { weeks: [], values: [] };

export class Courses {
  private lines = new Map<string, Line>();
  private ghosts = new Map<string, Line>();
  private bands = new Map<string, Band>();
  /** Whether weeks are missing that the server knows. */
  gap = false;

  /** Take up what the server tells of the past; a run that begins anew leaves its line behind as a ghost. */
  course(course: Course): void {
    course.curves.forEach((id, k) => {
      const key = course.side + id;
      const values = course.values[k] ?? [];
      const old = this.lines.get(key);
      if (!course.whole && old) {
        course.weeks.forEach((week, i) => add(old, week, values[i] ?? null));
        return;
      }
      if (course.side === "A") this.leave(id, course.weeks.at(-1) ?? 0);
      this.lines.set(key, { weeks: [...course.weeks], values: [...values] });
    });
    if (course.whole) this.gap = false;
  }

  /** Add the week of a frame. */
  frame(frame: Frame, layout: Layout): void {
    frame.sides.forEach((side, k) => {
      layout.curves.forEach((id, i) => {
        if (k === 0) this.leave(id, frame.week);
        const line = this.line((k === 0 ? "A" : "B") + id);
        const last = line.weeks.at(-1);
        if (last !== undefined && frame.week > last + 1) this.gap = true;
        const value = side.curve[i];
        add(line, frame.week, value === undefined || Number.isNaN(value) ? null : value);
      });
    });
  }

  band(band: Band): void {
    const key = band.side + band.indicator;
    const old = this.bands.get(key);
    if (band.whole || !old) {
      this.bands.set(key, band);
      return;
    }
    const merged = { ...band, weeks: [...old.weeks, ...band.weeks], whole: true };
    for (const part of ["low", "high", "middle"] as const) merged[part] = [...old[part], ...band[part]];
    this.bands.set(key, merged);
  }

  forget(what: "bands" | "B" | "ghosts"): void {
    if (what === "bands") this.bands.clear();
    else if (what === "ghosts") this.ghosts.clear();
    else for (const key of [...this.lines.keys()]) if (key.startsWith("B")) this.lines.delete(key);
  }

  latest(side: Side, id: string): number | null {
    return this.lines.get(side + id)?.values.at(-1) ?? null;
  }

  get hasGhost(): boolean {
    return this.ghosts.size > 0;
  }

  /** Put everything known of an indicator side by side. */
  table(id: string, pair: boolean): Table {
    const a = this.lines.get("A" + id) ?? NONE;
    const b = pair ? (this.lines.get("B" + id) ?? NONE) : NONE;
    const ghost = this.ghosts.get(id) ?? NONE;
    const bands = { A: this.bands.get("A" + id), B: pair ? this.bands.get("B" + id) : undefined };
    const all = [a.weeks, b.weeks, ghost.weeks, bands.A?.weeks ?? [], bands.B?.weeks ?? []];
    const weeks = [...new Set(all.flat())].sort((x, y) => x - y);
    const [A, B] = [along(weeks, a.weeks, a.values), along(weeks, b.weeks, b.values)];
    const difference = A.map((v, i) => (v === null || B[i] == null ? null : B[i] - v));
    const bandOf = (band: Band | undefined) =>
      band ? { low: along(weeks, band.weeks, band.low), high: along(weeks, band.weeks, band.high) } : null;
    return {
      weeks, A, B, difference, ghost: along(weeks, ghost.weeks, ghost.values),
      band: { A: bandOf(bands.A), B: bandOf(bands.B) },
    };
  }

  /** Keep the line of a run as a ghost when the next begins. */
  private leave(id: string, week: number): void {
    const old = this.lines.get("A" + id);
    if (old && (old.weeks.at(-1) ?? 0) > week + 8) this.ghosts.set(id, { weeks: [...old.weeks], values: [...old.values] });
  }

  private line(key: string): Line {
    const found = this.lines.get(key) ?? { weeks: [], values: [] };
    this.lines.set(key, found);
    return found;
  }
}

/** Add a week at the end; what had come after it was another run's and goes. */
function add(line: Line, week: number, value: number | null): void {
  while (line.weeks.length > 0 && line.weeks.at(-1)! >= week) {
    line.weeks.pop();
    line.values.pop();
  }
  line.weeks.push(week);
  line.values.push(value);
}

function along(weeks: number[], own: number[], values: (number | null)[]): (number | null)[] {
  const known = new Map(own.map((week, i) => [week, values[i] ?? null]));
  return weeks.map((week) => known.get(week) ?? null);
}
