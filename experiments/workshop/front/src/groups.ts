// Who gains and who loses: by group of residents and by type of community; with B beside A the difference, else the level.

import type { App, Panel } from "./app";
import { fill, h, write } from "./dom";
import { bound } from "./sheet";
import { three } from "./words";

export interface Row {
  label: string;
  values: (number | null)[];
}
/** Least difference that counts: a tenth of the level of engagement, two hundredths of satisfaction. */
const MATTERS = [(level: number) => Math.abs(level) / 10, () => 0.02];

/** Put two columns (engagement, satisfaction) of each row into a table. */
export function rowsOf(labels: string[], a: Float32Array | undefined, b: Float32Array | undefined, pair: boolean): Row[] {
  return labels.map((label, k) => ({
    label,
    values: [0, 1].map((c) => {
      const [x, y] = [a?.[2 * k + c], b?.[2 * k + c]];
      const value = pair ? (x === undefined || y === undefined ? NaN : y - x) : (x ?? NaN);
      return Number.isFinite(value) ? value : null;
    }),
  }));
}

/** Say whether a difference is a gain, a loss, or too small to matter. */
export function verdict(difference: number | null, level: number, column: number): "gain" | "loss" | "same" {
  if (difference === null || Math.abs(difference) < MATTERS[column]!(level)) return "same";
  return difference > 0 ? "gain" : "loss";
}

export class Groups implements Panel {
  readonly root: HTMLElement;
  /** One line above the curves, so that who loses is never out of sight. */
  readonly gist = h("button", { onclick: () => this.root.scrollIntoView({ block: "start" }) });
  private readonly body = h("tbody", null);
  private readonly note = h("p", { class: "soft note" });
  private cells: { text: HTMLElement; bar: HTMLElement }[][] = [];
  private laid = "";

  constructor(private readonly app: App) {
    const { t } = bound(app);
    this.root = h("section", { class: "groups", "aria-labelledby": "groups-title" }, h("h2", { id: "groups-title" }, t("groups")), this.note,
      h("table", null, h("thead", null, h("tr", null, h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, t("group"))), h("th", { scope: "col" }, t("engagement")), h("th", { scope: "col" }, t("satisfaction")))), this.body));
    this.update();
  }

  update(): void {
    const { app } = this;
    const { t, pick } = bound(app);
    const communities = app.layout?.communities ?? app.book.communities;
    const [a, b] = [app.sideFrame("A"), app.sideFrame("B")];
    const groups = rowsOf(app.book.groups.map((g) => pick(g.label)), a?.groups, b?.groups, app.pair);
    const types = rowsOf(communities.map((c) => pick(c.label)), a?.communities, b?.communities, app.pair);
    if (this.laid !== `${groups.length},${types.length}`) this.lay(groups, types);
    write(this.note, t(app.pair ? "groups_pair" : "groups_single"));
    const levels = [a?.groups, a?.communities];
    this.tellGist([...groups, ...types], (k) => (k < groups.length ? a?.groups[2 * k + 1] : a?.communities[2 * (k - groups.length) + 1]) ?? 0);
    [groups, types].forEach((rows, part) => {
      for (const column of [0, 1]) {
        const known = rows.map((r) => r.values[column] ?? null).filter((v) => v !== null);
        const most = Math.max(...known.map(Math.abs), 1e-9);
        rows.forEach((row, k) => this.paint(part * groups.length + k, column, row.values[column] ?? null, most, levels[part]?.[2 * k + column] ?? 0));
      }
    });
  }

  private tellGist(rows: Row[], levels: (row: number) => number): void {
    const { t } = bound(this.app);
    const known = rows.map((row, k) => ({ ...row, value: row.values[1] ?? null, level: levels(k) })).filter((row) => row.value !== null);
    if (known.length === 0) return;
    const sorted = known.sort((x, y) => x.value! - y.value!);
    const [least, most] = [sorted[0]!, sorted.at(-1)!];
    const count = (way: string) => sorted.filter((row) => verdict(row.value, row.level, 1) === way).length;
    const ends = { least: least.label, low: three(least.value, this.app.pair), most: most.label, high: three(most.value, this.app.pair) };
    write(this.gist, this.app.pair ? t("gist_pair", { ...ends, gain: count("gain"), loss: count("loss") }) : t("gist_single", ends));
  }

  private lay(groups: Row[], types: Row[]): void {
    const { t } = bound(this.app);
    this.laid = `${groups.length},${types.length}`;
    const row = (one: Row) => {
      const pair = [0, 1].map(() => ({ text: h("span", { class: "figures" }), bar: h("i", null) }));
      this.cells.push(pair);
      return h("tr", null, h("th", { scope: "row" }, one.label), pair.map((c) => h("td", null, c.text, h("span", { class: "bar" }, c.bar))));
    };
    const head = (key: string) => h("tr", { class: "part" }, h("th", { colspan: 3, scope: "colgroup" }, t(key)));
    this.cells = [];
    fill(this.body, head("by_group"), groups.map(row), head("by_type"), types.map(row));
  }

  private paint(row: number, column: number, value: number | null, most: number, level: number): void {
    const { text, bar } = this.cells[row]![column]!;
    const pair = this.app.pair;
    const way = pair ? verdict(value, level, column) : "level";
    write(text, `${way === "gain" ? "▲ " : way === "loss" ? "▼ " : ""}${three(value, pair)}`);
    bar.className = way;
    const share = value === null ? 0 : Math.abs(value) / most;
    bar.style.setProperty("--from", String(pair ? (value !== null && value < 0 ? 0.5 - share / 2 : 0.5) : 0));
    bar.style.setProperty("--long", String(pair ? share / 2 : share));
  }
}
