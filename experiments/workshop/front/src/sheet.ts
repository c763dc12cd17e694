// One sheet beside the page for everything that explains: a term, a story, the scope, the keys, the way to join.

import { closer, type App } from "./app";
import { fill, h, icon, type Child } from "./dom";
import type { Story } from "./protocol";

export class Sheet {
  readonly root = h("dialog", { id: "sheet", "aria-labelledby": "sheet-title" });

  constructor(private readonly app: App) {
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
  }

  show(title: string, ...content: Child[]): void {
    const head = h("header", null, h("h2", { id: "sheet-title" }, title), closer(this.app, () => this.root.close()));
    fill(this.root, head, h("div", { class: "body" }, content));
    if (!this.root.open) this.root.showModal();
  }

  scope(): void {
    const { t, pick } = bound(this.app);
    this.show(t("scope"), scopeBox(this.app), h("p", { class: "soft" }, t("version", { version: this.app.book.version })),
      h("p", { class: "soft" }, pick(this.app.book.document)));
  }

  help(on: boolean, set: (on: boolean) => void): void {
    const { t } = bound(this.app);
    const rows = KEYS.map(([key, word]) => h("tr", null, h("td", null, h("kbd", null, key === "Space" ? t("key_space") : key)), h("td", null, t(word))));
    this.show(t("help"), h("p", null, t("help_picture")), h("table", { class: "keys" }, h("tbody", null, rows)),
      h("label", { class: "check" }, h("input", { type: "checkbox", checked: on, onchange: (e: InputEvent) => set((e.target as HTMLInputElement).checked) }), t("keys_on")));
  }

  story(story: Story): void {
    const { t, pick } = bound(this.app);
    const lines = story.lines.map((line) => h("li", null, h("span", { class: "soft figures" }, this.app.words.week(line.week)), h("span", null, pick(line))));
    this.show(pick(story.title), lines.length ? h("ol", { class: "story" }, lines) : h("p", null, t("story_empty")),
      story.cases.length > 0 && h("div", { class: "row" }, story.cases.map((number) => h("button", { onclick: () => void this.app.send({ kind: "follow", what: "case", number, side: this.app.side }) }, t("story_case", { number })))), h("p", { class: "soft" }, t("story_note")));
  }

  notables(): void {
    this.show(this.app.words.t("news"), h("ul", { class: "told" }, [...this.app.notables].reverse().map((n) => h("li", null, this.app.told(n)))));
  }

  /** Someone to follow, named by hand: what the picture gives by a click. */
  follow(): void {
    const { t, pick } = bound(this.app);
    const { layout, side } = this.app;
    const ask = (what: "resident" | "case" | "organisation", number: number) => this.app.send({ kind: "follow", what, number, side });
    const numbered = (what: "resident" | "case", word: string, low: number, high: number) => {
      const field = h("input", { type: "number", min: low, max: high, value: low, "aria-label": t(word) });
      return h("form", { onsubmit: (e: Event) => { e.preventDefault(); void ask(what, Number(field.value)); } },
        h("label", null, t(word), field), h("button", { type: "submit" }, t("follow_go")));
    };
    const first = layout?.first ?? 0;
    this.show(t("follow"), h("p", null, t("follow_how")),
      numbered("resident", "follow_resident", first, first + (layout?.adults ?? 1) - 1), numbered("case", "follow_case", 0, 99999),
      h("h3", null, t("follow_organisation")),
      h("div", { class: "row" }, layout?.nodes.filter((n) => n.present).map((n) => h("button", { onclick: () => void ask("organisation", n.id) }, pick(n.label)))));
  }

  join(): void {
    const { t } = bound(this.app);
    const address = `${location.origin}/${this.app.room === "main" ? "" : `?room=${this.app.room}`}`;
    const rooms = h("div", { class: "rooms" });
    const count = h("input", { type: "number", min: 1, max: 20, value: 4, "aria-label": t("rooms_count") });
    const make = async () => {
      const answer = await this.app.send({ kind: "rooms", count: Number(count.value) });
      const made = (answer?.kind === "done" && answer.rooms) || [];
      fill(rooms, made.map((r) => h("p", null, h("a", { href: r.link, target: "_blank", rel: "noopener" }, r.code))));
    };
    this.show(t("join"), h("p", null, t("join_how")), h("img", { class: "qr", src: `/qr.svg?room=${this.app.room}`, alt: t("join_qr") }),
      h("p", { class: "address" }, address), h("p", { class: "soft" }, t("clients", { n: this.app.clients })),
      this.app.leads && [h("h3", null, t("rooms")), h("div", { class: "row" }, h("label", null, t("rooms_count"), count), h("button", { onclick: make }, t("rooms_make"))), rooms]);
  }
}


const KEYS: [string, string][] = [
  ["Space", "key_play"], ["→", "key_step"], ["1 – 6", "key_speed"], ["[  ]", "key_page"], ["A  B", "key_side"], ["C", "key_pair"], ["D", "key_difference"],
  ["U", "key_undo"], ["F", "key_follow"], ["S", "key_scope"], ["T", "key_take"], ["P", "key_projector"], ["L", "key_language"], ["?", "key_help"], ["Esc", "key_close"],
];

/** What the model is fit and unfit for. */
export function scopeBox(app: App): HTMLElement {
  const { t, pick } = bound(app);
  const list = (kind: "fit" | "unfit") => [h("h3", null, t(kind)), h("ul", null, app.book.scope[kind].map((line) => h("li", null, pick(line))))];
  return h("section", { class: "scope" }, list("fit"), list("unfit"));
}

export function bound(app: App) {
  return { t: app.words.t.bind(app.words), pick: app.words.pick.bind(app.words) };
}

/** A button that explains what it names. */
export function explainer(sheet: Sheet, title: string, ...content: Child[]): HTMLButtonElement {
  return h("button", { class: "explain", onclick: () => sheet.show(title, ...content) }, title, icon("info"));
}

