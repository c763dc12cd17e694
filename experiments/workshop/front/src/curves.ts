// Curves: A against B, the run before as a ghost, replications as a band, and on the time axis what changed when.

import uPlot from "uplot";
import type { App, Panel } from "./app";
import { ink, paper, rule, sides as SIDES, soft } from "./colours";
import { fill, h, icon, write } from "./dom";
import type { Indicator, Side } from "./protocol";
import { bound, explainer, type Sheet } from "./sheet";
import { number, three } from "./words";

const YEAR = 52;
const GHOST = "#9AA3AC";
type Row = (number | null)[];

/** Lowest and highest of what is drawn, with air; a flat line is not blown up into noise. */
export function reach(low: number | null, high: number | null, digits: number, aroundZero: boolean): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return aroundZero ? [-1, 1] : [0, 1];
  if (aroundZero) {
    const most = Math.max(Math.abs(low), Math.abs(high), digits > 2 ? 0.02 : 0.1) * 1.15;
    return [-most, most];
  }
  const least = Math.max((low + high) / 20, digits > 2 ? 0.02 : 0.05);
  const air = Math.max((high - low) * 0.12, (least - (high - low)) / 2);
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

class Chart {
  readonly root: HTMLElement;
  readonly hole = h("div", { class: "plot" });
  private readonly values = h("span", { class: "numbers" });
  private plot: uPlot | null = null;
  private pointed: number | null = null;
  private reach = YEAR;
  private readonly watcher = new ResizeObserver(() => this.resize());

  constructor(private readonly app: App, readonly indicator: Indicator, sheet: Sheet, remove: (() => void) | false) {
    const { t, pick } = bound(app);
    const { label, unit, sentence, better } = indicator;
    const way = better !== "none" && t(`better_${better}`);
    this.root = h("figure", { class: "chart", "data-indicator": indicator.id },
      h("figcaption", null,
        explainer(sheet, pick(label), h("p", null, pick(sentence)), h("p", { class: "soft" }, t("unit", { unit: pick(unit) }), " ", way), h("p", { class: "soft" }, t("chart_key"))),
        remove && h("button", { class: "quiet", "aria-label": t("chart_remove", { label: pick(label) }), onclick: remove }, icon("close"))),
      h("p", { class: "values figures" }, this.values, h("span", { class: "soft" }, pick(unit))), this.hole);
    this.watcher.observe(this.hole);
  }

  /** The hole has a height of its own (style sheet), so that the canvas can never push it. */
  private resize(): void {
    const [width, height] = [Math.floor(this.hole.clientWidth), Math.floor(this.hole.clientHeight)];
    if (width < 40 || height < 40) return;
    if (this.plot) this.plot.setSize({ width, height });
    else this.make(width, height);
    this.update();
  }

  private make(width: number, height: number): void {
    const size = parseFloat(getComputedStyle(this.hole).fontSize) * 0.875;
    const font = `${size}px ${getComputedStyle(this.hole).fontFamily}`;
    const { digits } = this.indicator;
    const axis = { stroke: soft, font, ticks: { show: false }, grid: { stroke: rule, width: 0.6 } };
    const line = (side: Side) => ({ stroke: SIDES[side].colour, dash: [...SIDES[side].dash], width: 2.2, spanGaps: true, points: { show: false } });
    const edge = { stroke: "transparent", width: 0, spanGaps: true, points: { show: false } };
    const weak = (side: Side) => SIDES[side].colour + "26";
    this.plot = new uPlot({
      width, height, legend: { show: false }, padding: [size * 0.7, size * 2, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: false, range: () => [0, this.reach] },
        y: { range: (_, low, high) => reach(low, high, digits, this.app.difference && this.app.pair) },
      },
      axes: [
        { ...axis, grid: { show: false }, size: size * 1.7, gap: 3, splits: () => weekTicks(this.reach), values: (_, all) => this.weekNames(all) },
        { ...axis, size: size * 3.1, gap: 4, splits: (u) => splits(u.scales["y"]!.min!, u.scales["y"]!.max!), values: (_, all) => axisText(all) },
      ],
      series: [{}, edge, edge, edge, edge, { ...line("A"), stroke: GHOST, dash: [2, 3], width: 1.4 }, line("A"), line("B"), { ...line("A"), stroke: ink }],
      bands: [{ series: [2, 1], fill: weak("A") }, { series: [4, 3], fill: weak("B") }],
      hooks: { draw: [(u) => this.mark(u, font)], setCursor: [(u) => this.point(u.cursor.idx ?? null)] },
    }, [[], [], [], [], [], [], [], [], []], this.hole);
    this.plot.root.setAttribute("aria-hidden", "true");
  }

  /** Weeks at a time in the first two years, then years; the last says which. */
  private weekNames(all: number[]): string[] {
    const inYears = this.reach > 2 * YEAR;
    return all.map((w, k) => {
      const n = inYears ? Math.round(w / YEAR) : w;
      return k + 1 < all.length ? String(n) : this.app.words.t(inYears ? "year_n" : "week_n", { n });
    });
  }

  private point(place: number | null): void {
    this.pointed = place;
    this.tell();
  }

  update(): void {
    const { plot, app } = this;
    if (!plot) return;
    const table = app.courses.table(this.indicator.id, app.pair);
    const none: Row = table.weeks.map(() => null);
    this.reach = timeReach(Math.max(app.week, table.weeks.at(-1) ?? 0), app.state?.weeks ?? 312);
    const apart = app.difference && app.pair;
    const [a, b] = apart ? [null, null] : [table.band.A, table.band.B];
    const rows = [a?.low, a?.high, b?.low, b?.high, apart ? null : table.ghost, apart ? null : table.A, apart ? null : table.B, apart ? table.difference : null];
    plot.setData([table.weeks, ...rows.map((row) => row ?? none)] as uPlot.AlignedData);
    this.tell();
  }

  /** Say the values where the cursor is, else the newest. */
  private tell(): void {
    const { app } = this;
    const { id } = this.indicator;
    const table = app.courses.table(id, app.pair);
    const at = (row: Row) => (this.pointed === null ? (row.findLast((v) => v !== null) ?? null) : (row[this.pointed] ?? null));
    const parts = app.difference && app.pair ? [`B − A ${three(at(table.difference), true)}`]
      : app.pair ? [`A ${three(at(table.A))}`, `B ${three(at(table.B))}`] : [three(at(table.A))];
    const week = this.pointed === null ? "" : app.words.week(table.weeks[this.pointed] ?? 0);
    if (this.values.childElementCount !== parts.length + 1) fill(this.values, parts.map((_, k) => h("span", { class: parts.length === 2 ? `side-${"AB"[k]}` : "" })), h("span", { class: "soft" }));
    [...parts, week].forEach((text, k) => write(this.values.children[k]!, text));
  }

  /** Names at the lines' ends, the zero line of a difference, and marks of changes on the time axis. */
  private mark(u: uPlot, font: string): void {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.font = font.replace(/^[\d.]+/, (size) => String(parseFloat(size) * ratio));
    if (this.app.difference && this.app.pair) stroke(ctx, bbox.left, u.valToPos(0, "y", true), bbox.left + bbox.width, u.valToPos(0, "y", true), soft, ratio);
    for (const side of ["A", "B"] as const) {
      for (const week of new Set(this.app.state?.sides[side]?.changes.map((c) => c.week))) {
        const x = u.valToPos(week, "x", true);
        stroke(ctx, x, bbox.top, x, bbox.top + bbox.height, SIDES[side].colour + "59", ratio);
        ctx.fillStyle = SIDES[side].colour;
        ctx.beginPath();
        const y = bbox.top + bbox.height;
        ctx.moveTo(x - 5 * ratio, y);
        ctx.lineTo(x + 5 * ratio, y);
        ctx.lineTo(x, y - 8 * ratio);
        ctx.fill();
      }
    }
    if (this.app.pair && !this.app.difference) this.nameEnds(u);
    ctx.restore();
  }

  private nameEnds(u: uPlot): void {
    const ends = (["A", "B"] as const).map((side, k) => {
      const row = u.data[6 + k] as Row;
      const i = row.findLastIndex((v) => v !== null);
      return i < 0 ? null : { side, x: u.valToPos(u.data[0][i]!, "x", true), y: u.valToPos(row[i]!, "y", true) };
    }).filter((end) => end !== null);
    const gap = parseFloat(u.ctx.font) * 1.05;
    if (ends.length === 2 && Math.abs(ends[0]!.y - ends[1]!.y) < gap) {
      const middle = (ends[0]!.y + ends[1]!.y) / 2;
      const up = ends[0]!.y <= ends[1]!.y ? 0 : 1;
      ends[up]!.y = middle - gap / 2;
      ends[1 - up]!.y = middle + gap / 2;
    }
    u.ctx.textBaseline = "middle";
    u.ctx.lineWidth = 4 * devicePixelRatio;
    u.ctx.strokeStyle = paper;
    for (const end of ends) {
      u.ctx.fillStyle = SIDES[end.side].colour;
      u.ctx.strokeText(end.side, end.x + 5 * devicePixelRatio, end.y);
      u.ctx.fillText(end.side, end.x + 5 * devicePixelRatio, end.y);
    }
  }

  destroy(): void {
    this.watcher.disconnect();
    this.plot?.destroy();
  }
}

function stroke(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number, colour: string, width: number): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}

/** How far the time axis reaches: a year at first, then as many whole years as have begun. */
export function timeReach(week: number, weeks: number): number {
  return Math.min(weeks, Math.max(1, Math.ceil(week / YEAR)) * YEAR);
}

export function weekTicks(last: number): number[] {
  const step = last <= YEAR ? YEAR / 4 : last <= 4 * YEAR ? YEAR : 2 * YEAR;
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, k) => k * step);
}

/** Three or four round places between the ends. */
export function splits(low: number, high: number): number[] {
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.75)!;
  const found: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step / 1e6; v += step) found.push(Math.abs(v) < step / 1e6 ? 0 : v);
  return found;
}

/** Places of an axis with just the digits that tell them apart. */
export function axisText(values: number[]): string[] {
  const step = values.length > 1 ? Math.abs(values[1]! - values[0]!) : 1;
  const digits = [0, 1, 2, 3, 4].find((d) => Math.abs(step * 10 ** d - Math.round(step * 10 ** d)) < 1e-6) ?? 4;
  return values.map((v) => number(v, digits));
}

export class Curves implements Panel {
  readonly root: HTMLElement;
  private readonly holder = h("div", { class: "charts" });
  private charts: Chart[] = [];
  private readonly more: HTMLElement;
  private readonly apart: HTMLButtonElement;
  private readonly band: HTMLButtonElement;
  private readonly note = h("p", { class: "soft note" });
  private laid: string | null = null;

  constructor(private readonly app: App, private readonly sheet: Sheet, private readonly choose: () => void) {
    const { t, pick } = bound(app);
    const more = h("select", { "aria-label": t("chart_add"), onchange: () => {
      if (more.value && !app.shown.includes(more.value)) this.change([...app.shown, more.value].slice(0, 12));
      more.value = "";
    } }, h("option", { value: "" }, t("chart_add")), app.book.indicators.map((i) => h("option", { value: i.id }, pick(i.label))));
    this.apart = h("button", { onclick: () => this.turn() }, t("difference"));
    this.band = h("button", { onclick: () => void app.send({ kind: "ensemble", on: !app.state?.ensemble.on }) }, t("ensemble"));
    this.root = h("section", { class: "curves", "aria-labelledby": "curves-title" }, h("div", { class: "row head" }, h("h2", { id: "curves-title" }, t("curves")), this.apart, app.leads && this.band), this.note, this.holder);
    this.more = h("div", { class: "chart more" }, more);
    this.lay();
  }

  turn(): void {
    this.app.difference = !this.app.difference;
    this.update();
  }

  /** Show other indicators: those of a chapter, or one more. */
  change(shown: string[]): void {
    this.app.shown = shown;
    this.lay();
    this.choose();
  }

  private lay(): void {
    this.laid = this.app.chapter;
    for (const chart of this.charts) chart.destroy();
    const { app } = this;
    this.charts = app.shown.map((id) => new Chart(app, app.indicator(id)!, this.sheet, !app.first.includes(id) && (() => this.change(this.app.shown.filter((s) => s !== id)))));
    fill(this.holder, this.charts.map((c) => c.root), this.more);
    this.update();
  }

  update(): void {
    const { app } = this;
    const { t } = bound(app);
    if (app.chapter !== this.laid) return this.change([...new Set([...(app.book.chapters.find((c) => c.id === app.chapter)?.show ?? []), ...app.first])].slice(0, 6));
    const { ensemble } = app.state ?? {};
    this.apart.disabled = !app.pair;
    this.apart.setAttribute("aria-pressed", String(app.difference && app.pair));
    this.band.setAttribute("aria-pressed", String(ensemble?.on ?? false));
    const notes = [ensemble?.on && (ensemble.done < ensemble.of ? t("ensemble_done", { done: ensemble.done, of: ensemble.of }) : t("ensemble_ready", { of: ensemble.of })), app.courses.hasGhost && !app.difference && t("ghost")];
    write(this.note, notes.filter(Boolean).join(" "));
    for (const chart of this.charts) chart.update();
  }

  /** The drawn charts, for a picture of them. */
  canvases(): { title: string; canvas: HTMLCanvasElement }[] {
    return this.charts.flatMap((c) => {
      const canvas = c.hole.querySelector("canvas");
      return canvas ? [{ title: `${this.app.words.pick(c.indicator.label)}（${this.app.words.pick(c.indicator.unit)}）`, canvas }] : [];
    });
  }

  destroy(): void {
    for (const chart of this.charts) chart.destroy();
  }
}
