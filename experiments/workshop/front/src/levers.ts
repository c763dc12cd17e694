// The levers, as they are declared: three on top, the others by section of the document, and what was changed.

import type { App, Panel } from "./app";
import { fill, h, icon, write } from "./dom";
import type { Lever, Side, Value } from "./protocol";
import { bound } from "./sheet";
import { number } from "./words";

interface Control {
  root: HTMLElement;
  update(): void;
}

export class Levers implements Panel {
  readonly root = h("section", { class: "levers", "aria-labelledby": "levers-title" });
  private controls: Control[] = [];
  private readonly top = h("div", { class: "lever-top" });
  private readonly tools = h("div", { class: "lever-tools" });
  private readonly cost = h("p", { class: "cost figures" });
  private readonly changed = h("details", { class: "changed" });
  private readonly sections: HTMLElement;
  private topKey = "";
  private changedKey = "";

  constructor(private readonly app: App) {
    const { t, pick } = bound(app);
    const { levers, sections } = app.book;
    const search = h("input", { type: "search", "aria-label": t("find_lever"), placeholder: t("find_lever"), oninput: () => this.find(search.value) });
    this.sections = h("div", { class: "sections" }, sections.map((section) => {
      const own = levers.filter((l) => l.section === section.id && !l.headline);
      return own.length > 0 && this.fold(`${section.id} ${pick(section.title)}`, own);
    }));
    const headline = levers.filter((l) => l.headline).sort((a, b) => Number(a.composite) - Number(b.composite));
    fill(this.root, h("h2", { id: "levers-title", class: "visually-hidden" }, t("levers")), this.top,
      h("div", { class: "headline" }, headline.map((l) => this.add(l))), this.tools, this.changed, h("h3", null, t("levers_more")), search, this.found, this.sections,
      h("p", { class: "soft" }, t("standing_key")));
    this.update();
  }

  private readonly found = h("div", { class: "found" });

  update(): void {
    this.updateTop();
    this.updateChanged();
    for (const control of this.controls) control.update();
  }

  private add(lever: Lever): HTMLElement {
    const made = control(this.app, lever);
    this.controls.push(made);
    made.update();
    return made.root;
  }

  /** A section whose levers are made when it is first opened. */
  private fold(title: string, levers: Lever[]): HTMLElement {
    const inside = h("div", null);
    const count = h("span", { class: "count figures" }, levers.length);
    const box = h("details", { class: "section", ontoggle: () => {
      if (box.open && !inside.firstChild) fill(inside, levers.map((l) => this.add(l)));
    } }, h("summary", null, h("span", null, title), count), inside);
    return box;
  }

  private find(text: string): void {
    const wanted = text.trim().toLowerCase();
    this.controls = this.controls.filter((c) => !this.found.contains(c.root));
    this.sections.hidden = wanted !== "";
    const hits = wanted ? this.app.book.levers.filter((l) => `${l.name} ${l.label.zh} ${l.label.en}`.toLowerCase().includes(wanted)) : [];
    fill(this.found, hits.slice(0, 12).map((l) => this.add(l)), wanted && hits.length === 0 && h("p", null, this.app.words.t("find_none")));
  }

  /** Which side is set, what it costs, presets, undo, reset, lock; made anew only when something of it changes. */
  private updateTop(): void {
    const { app } = this;
    const { t, pick } = bound(app);
    const state = app.state;
    const side = state?.sides[app.side];
    if (!state || !side) return;
    const cost = app.sideFrame(app.side)?.cost ?? [side.yuan, side.hours];
    write(this.cost, t("side_cost", { yuan: app.words.yuan(cost[0]!), hours: number(cost[1], 1) }));
    const key = JSON.stringify([state.pair, app.side, state.locked, state.undo, side.values, side.name, app.role]);
    if (key === this.topKey) return;
    this.topKey = key;
    const switcher = state.pair && h("div", { class: "switch", role: "group", "aria-label": t("side") }, (["A", "B"] as Side[]).map((s) =>
      h("button", { class: `side-${s}`, "aria-pressed": s === app.side, onclick: () => this.turnTo(s) }, t("setting_side", { side: s }))));
    const held = !app.leads || state.locked;
    const preset = h("select", { disabled: held, "aria-label": t("preset"), onchange: () => {
      if (preset.value) void app.send({ kind: "preset", side: app.side, scenario: preset.value });
      preset.value = "";
    } }, h("option", { value: "" }, t("preset")), app.book.scenarios.map((s) => h("option", { value: s.id }, pick(s.title))));
    fill(this.tools, app.leads && h("div", { class: "row" }, preset,
        h("button", { disabled: held || !state.undo, onclick: () => void app.send({ kind: "undo" }) }, icon("undo"), t("undo")),
        h("button", { disabled: held, onclick: () => void app.send({ kind: "reset", side: app.side }) }, t("reset")),
        h("button", { "aria-pressed": state.locked, onclick: () => void app.send({ kind: "lock", locked: !state.locked }) }, icon("lock"), t("lock"))),
      !app.leads && h("p", { class: "soft" }, t("guest_levers")), app.leads && state.locked && h("p", { class: "soft" }, t("locked")));
    fill(this.top, switcher, h("p", { class: "side-name" }, side.name ? pick(side.name) : t(Object.keys(side.values).length ? "own_package" : "baseline")), this.cost);
  }

  turnTo(side: Side): void {
    this.app.side = side;
    this.update();
  }

  /** What differs from the baseline, and since when. */
  private updateChanged(): void {
    const { app } = this;
    const { t, pick } = bound(app);
    const side = app.state?.sides[app.side];
    if (!side) return;
    const key = JSON.stringify([app.side, side.values, side.changes, app.role, app.state?.locked]);
    if (key === this.changedKey) return;
    this.changedKey = key;
    const rows = Object.entries(side.values).map(([name, value]) => {
      const lever = app.book.levers.find((l) => l.name === name);
      if (!lever) return null;
      const since = side.changes.filter((c) => c.lever === name).at(-1)?.week;
      const back = app.leads && !app.state?.locked && h("button", { class: "quiet", "aria-label": t("set_back", { label: pick(lever.label) }),
        onclick: () => void app.send({ kind: "set", side: app.side, lever: name, value: lever.baseline }) }, icon("undo"));
      return h("li", null, h("span", null, pick(lever.label)), h("span", { class: "figures" }, `${app.words.value(lever, lever.baseline)} → ${app.words.value(lever, value)}`,
        since !== undefined && h("span", { class: "soft" }, ` ${app.words.week(since + 1)}`)), back);
    });
    fill(this.changed, h("summary", null, t("changed"), h("span", { class: "count figures" }, rows.length)), rows.length ? h("ul", null, rows) : h("p", { class: "soft" }, t("changed_none")));
  }
}

/** One lever: name, value, unit, control with its range, and on one click what it stands for and costs. */
function control(app: App, lever: Lever): Control {
  const { pick } = bound(app);
  const shown = h("output", { class: "figures" });
  const send = (value: Value) => void app.send({ kind: "set", side: app.side, lever: lever.name, value });
  const make = lever.kind === "parts" ? parts : lever.kind === "choice" ? choice : slider;
  const inner = make(app, lever, send, (value) => write(shown, app.words.value(lever, value)));
  const root = h("article", { class: "lever", "data-lever": lever.name },
    h("div", { class: "lever-head" }, h("h3", null, pick(lever.label)), h("span", { class: "value" }, shown, h("span", { class: "soft" }, ` ${pick(lever.unit)}`))),
    inner.root, detail(app, lever));
  return {
    root,
    update() {
      const state = app.state;
      const held = !app.leads || (state?.locked ?? true);
      const value = state?.sides[app.side]?.values[lever.name] ?? lever.baseline;
      root.classList.toggle("set", JSON.stringify(value) !== JSON.stringify(lever.baseline));
      inner.show(value, held, state?.pair ? (state.sides[app.side === "A" ? "B" : "A"]?.values[lever.name] ?? lever.baseline) : null);
    },
  };
}

function detail(app: App, lever: Lever): HTMLElement {
  const { t, pick } = bound(app);
  const { cny, hours, itself } = lever.cost;
  const price = itself && !cny && !hours ? t("cost_itself") : t("cost_full", { yuan: app.words.yuan(cny), hours: number(hours, 1) });
  const moves = lever.moves.map((name) => app.book.levers.find((l) => l.name === name)).filter((l) => l !== undefined);
  return h("details", { class: "detail" },
    h("summary", null, h("span", { class: "figures" }, t("provision_short", { ids: lever.provisions.slice(0, 3).join(app.words.comma) }), " · ", price), h("span", { class: "badge", title: t("standing_key") }, t("standing", { standing: lever.standing }))),
    h("p", null, pick(lever.sentence)),
    h("dl", null, lever.provisions.map((id) => [h("dt", { class: "figures" }, id), h("dd", null, pick(app.book.provisions[id]?.title))])),
    lever.low !== null && lever.kind !== "choice" && h("p", { class: "soft figures" }, t("range", { low: number(lever.low, digits(lever)), high: number(lever.high, digits(lever)), baseline: app.words.value(lever, lever.baseline), full: app.words.value(lever, lever.full) })),
    itself && h("p", { class: "soft" }, t("cost_itself_note")),
    moves.length > 0 && h("p", { class: "soft" }, t("composite", { parts: moves.map((l) => pick(l.label)).join(app.words.comma) })));
}

function digits(lever: Lever): number {
  return (lever.high ?? 0) - (lever.low ?? 0) <= 1 ? 1 : 0;
}

interface Inner {
  root: HTMLElement;
  show(value: Value, held: boolean, other: Value | null): void;
}
type Send = (value: Value) => void;
type Tell = (value: Value) => void;

function slider(app: App, lever: Lever, send: Send, tell: Tell): Inner {
  const [low, high] = [lever.low ?? 0, lever.high ?? 1];
  const whole = Number.isInteger(lever.baseline) && lever.step === 1;
  const input = h("input", { type: "range", min: low, max: high, step: lever.step ?? "any", "aria-label": app.words.pick(lever.label) });
  const read = (): number => (whole ? Math.round(Number(input.value)) : Number(Number(input.value).toFixed(6)));
  let touched = false;
  let later = 0;
  const tick = (name: string) => h("i", { class: `tick ${name}` });
  const [base, other] = [tick("base"), tick("other")];
  const at = (mark: HTMLElement, value: number) => mark.style.setProperty("--at", String((value - low) / (high - low || 1)));
  const paint = (value: number) => {
    input.style.setProperty("--at", String((value - low) / (high - low || 1)));
    input.setAttribute("aria-valuetext", `${app.words.value(lever, value)} ${app.words.pick(lever.unit)}`);
    tell(value);
  };
  at(base, Number(lever.baseline));
  input.addEventListener("input", () => {
    touched = true;
    paint(read());
    clearTimeout(later);
    later = window.setTimeout(release, 250);
  });
  input.addEventListener("change", () => release());
  const release = () => {
    clearTimeout(later);
    if (!touched) return;
    touched = false;
    send(read());
  };
  return {
    root: h("div", { class: "slider" }, base, other, input),
    show(value, held, beside) {
      input.disabled = held;
      other.hidden = beside === null;
      if (beside !== null) at(other, Number(beside));
      // A slider that is being moved keeps the hand's value; what the room says is shown as soon as it is let go.
      if (touched) return;
      input.value = String(value);
      paint(Number(value));
    },
  };
}

function choice(app: App, lever: Lever, send: Send): Inner {
  const select = h("select", { "aria-label": app.words.pick(lever.label), onchange: () => send(lever.options[select.selectedIndex]!.id) },
    lever.options.map((o) => h("option", null, app.words.pick(o.label))));
  return {
    root: select,
    show(value, held) {
      select.disabled = held;
      if (document.activeElement !== select || held) select.selectedIndex = lever.options.findIndex((o) => o.id === value);
    },
  };
}

/** Several numbers that are set together. */
function parts(app: App, lever: Lever, send: Send, tell: Tell): Inner {
  const { t } = bound(app);
  const fields = lever.parts.map((part) => h("input", { type: "number", min: lever.low, max: lever.high, step: "0.05", "aria-label": t(`part.${part}`) }));
  const apply = h("button", { type: "submit" }, t("apply"));
  const root = h("form", { class: "parts", onsubmit: (event: Event) => {
    event.preventDefault();
    send(fields.map((f) => Number(f.value)));
  } }, fields.map((field, k) => h("label", null, t(`part.${lever.parts[k]}`), field)), apply);
  return {
    root,
    show(value, held) {
      tell(value);
      apply.disabled = held;
      fields.forEach((field, k) => {
        field.disabled = held;
        if (!root.contains(document.activeElement)) field.value = String((value as number[])[k]);
      });
    },
  };
}
