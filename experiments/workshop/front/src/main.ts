// The page: reads the book, opens the line, lays out the parts, and passes on what comes.

import { App, closer, type Panel } from "./app";
import { Guide } from "./chapter";
import { paper, sides } from "./colours";
import { Curves } from "./curves";
import { fill, h, write } from "./dom";
import { Groups } from "./groups";
import { Header, SPEEDS } from "./header";
import { Levers } from "./levers";
import { mountPicture, STATES, type Picture, type State } from "./picture";
import { decodeFrame, type Book, type Event, type Language, type Side, type Target } from "./protocol";
import { bound, Sheet } from "./sheet";
import { Line, type Plug } from "./socket";
import { roomOf, stateOf, takeSheet } from "./take";

type Tab = "guide" | "levers" | "picture" | "curves" | "groups";
const TABS: Tab[] = ["guide", "picture", "curves", "groups", "levers"];
const CAPTIONS = ["caption_dots", "caption_hours", "caption_ladder"];

class Page {
  private readonly app: App;
  private readonly line: Line;
  private panels: Panel[] = [];
  private picture: Picture | null = null;
  private sheet!: Sheet;
  private guide!: Guide;
  private curves!: Curves;
  private levers!: Levers;
  private colourBy: State = "trust";
  private viewed: "A" | "B" | "both" = "both";
  private tab: Tab = "guide";
  private waiting = 0;
  private asked = 0;
  private readonly host = h("div", { class: "picture-host" });
  private readonly news = h("p", { role: "log", "aria-live": "polite" });
  private readonly colours = h("select", { onchange: () => this.show({ colourBy: (this.colourBy = this.colours.value as State) }) });
  private readonly places = h("select", { onchange: () => void this.app.send({ kind: "community", number: Number(this.places.value) }) });
  private readonly view = h("select", { onchange: () => this.show({ side: (this.viewed = this.view.value as "A" | "B" | "both") }) });

  constructor(book: Book) {
    const kept = localStorage.getItem("language");
    const language: Language = kept === "en" || kept === "zh" ? kept : navigator.language.startsWith("zh") ? "zh" : "en";
    this.app = new App(book, language, (command) => this.line.send(command));
    this.app.projector = localStorage.getItem("projector") === "yes";
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/room/${roomOf(location.search)}`;
    this.line = new Line(() => new WebSocket(address) as unknown as Plug, { event: (e) => this.hear(e), frame: (b) => this.frame(b), line: (open) => this.broken(!open) });
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("resize", () => document.documentElement.classList.toggle("narrow", narrow()));
  }

  /** Lay the page out anew: at the start, in another language, in another role. */
  private lay(): void {
    const { app } = this;
    const { t, pick } = bound(app);
    for (const panel of this.panels) panel.destroy?.();
    this.picture?.destroy();
    document.documentElement.lang = app.words.language === "zh" ? "zh-CN" : "en";
    document.documentElement.classList.toggle("projector", app.projector);
    document.documentElement.classList.toggle("narrow", narrow());
    document.title = t("title");
    this.sheet = new Sheet(app);
    const header = new Header(app, this.sheet, { language: () => this.language(), projector: () => this.projector(), take: () => this.take(), help: () => this.help() });
    this.guide = new Guide(app);
    this.levers = new Levers(app);
    this.curves = new Curves(app, this.sheet, () => this.watch());
    const groups = new Groups(app);
    this.panels = [header, this.guide, this.levers, this.curves, groups];
    fill(this.colours, STATES.map((s) => h("option", { value: s, selected: s === this.colourBy }, t(`server.state_${s}`))));
    fill(this.places, (app.layout?.communities ?? app.book.communities).map((c) => h("option", { value: c.number }, pick(c.label))));
    fill(this.view, ["both", "A", "B"].map((s) => h("option", { value: s, selected: s === this.viewed }, t(`view_${s}`))));
    this.colours.setAttribute("aria-label", t("colour_by"));
    this.places.setAttribute("aria-label", t("community"));
    this.view.setAttribute("aria-label", t("view"));
    this.host.setAttribute("aria-label", t("tab_picture"));
    const centre = h("section", { class: "centre", "aria-labelledby": "picture-title" }, h("h2", { id: "picture-title", class: "visually-hidden" }, t("tab_picture")),
      h("div", { class: "row tools" }, this.places, h("label", null, h("span", null, t("colour_by")), this.colours), this.view), this.captions(), this.host,
      h("div", { class: "news" }, this.news, h("button", { onclick: () => this.sheet.notables() }, t("news_all"))));
    const side = (tab: Tab, ...parts: HTMLElement[]) => h("div", { class: "column", "data-tab": tab }, parts);
    const choose = (tab: Tab) => h("button", { "data-to": tab, onclick: () => this.turn(tab) }, t(`tab_${tab}`));
    const left = h("div", { class: "left" }, h("div", { class: "switch", role: "group", "aria-label": t("tabs") }, choose("levers"), choose("guide")), side("guide", this.guide.root), side("levers", this.levers.root));
    const right = h("div", { class: "right" }, h("p", { class: "gist" }, groups.gist), side("curves", this.curves.root), side("groups", groups.root));
    const main = h("main", null, left, h("div", { class: "middle", "data-tab": "picture" }, centre), right);
    const tabs = h("nav", { class: "tabs", "aria-label": t("tabs") }, TABS.map(choose));
    fill(document.getElementById("page")!, h("p", { class: "banner", role: "status", id: "banner", hidden: true }), header.root, tabs, main, h("div", { id: "toast", role: "alert" }), this.sheet.root);
    this.picture = mountPicture(this.host, app.book.statuses ? { words: app.book.words, statuses: app.book.statuses, hours: app.book.hours } : app.book);
    this.picture.onPick((what, number, side) => this.pick(what, number, side));
    if (app.layout) this.picture.layout(app.layout);
    this.show({ colourBy: this.colourBy, language: app.words.language, projector: app.projector, reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches });
    this.turn(this.tab);
    this.draw();
  }

  /** Three sentences that say what is seen, until they are put away. */
  private captions(): HTMLElement | null {
    const { t } = bound(this.app);
    if (localStorage.getItem("captions") === "read") return null;
    const box = h("div", { class: "captions" }, h("ol", null, CAPTIONS.map((key) => h("li", null, t(key)))), closer(this.app, () => {
      localStorage.setItem("captions", "read");
      box.remove();
    }));
    return box;
  }

  private hear(event: Event): void {
    const { app } = this;
    const before = { role: app.role, page: `${app.state?.chapter} ${app.state?.question?.id}`, pair: app.pair };
    const first = app.state === null;
    app.take(event);
    if (event.kind === "welcome") this.welcome(first || before.role !== app.role);
    else if (event.kind === "layout") this.picture?.layout(event);
    else if (event.kind === "story") this.sheet.story(event);
    else if (event.kind === "notable") write(this.news, this.app.told(this.app.notables.at(-1)));
    else if (event.kind === "over") this.over(app.words.pick(event.why));
    else if (event.kind === "state" && `${app.state?.chapter} ${app.state?.question?.id}` !== before.page && (app.state?.question || app.state?.chapter)) this.turn("guide");
    if (before.pair !== app.pair) this.show({});
    // What was refused is drawn too: a control that was moved shows the room's value again.
    if (event.kind !== "done") this.soon();
  }

  private welcome(anew: boolean): void {
    const { app } = this;
    this.broken(false);
    if (anew) {
      this.tab = app.leads && !app.state?.chapter ? (narrow() ? "picture" : "levers") : app.state?.question || app.state?.chapter || narrow() ? "guide" : "levers";
      this.lay();
    }
    void app.send({ kind: "hello", lang: app.words.language });
    this.watch();
    const state = stateOf(location.hash);
    if (state && app.leads) void app.send({ kind: "load", state }).then(() => history.replaceState(null, "", location.pathname + location.search));
  }

  private watch(): void {
    void this.app.send({ kind: "watch", indicators: this.app.shown });
  }

  private frame(buffer: ArrayBuffer): void {
    const { app } = this;
    const frame = app.layout && decodeFrame(buffer, app.layout);
    if (!frame || !app.layout) return;
    app.frame = frame;
    app.week = frame.week;
    app.courses.frame(frame, app.layout);
    frame.sides.forEach((side, k) => this.picture?.frame(k === 0 ? "A" : "B", side));
    this.soon();
  }

  private soon(): void {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { app } = this;
    this.fillGap();
    for (const panel of this.panels) panel.update();
    write(this.news, this.app.told(this.app.notables.at(-1)));
    this.view.hidden = !app.pair;
    this.places.disabled = !app.leads;
    if (document.activeElement !== this.places) this.places.value = String(app.state?.community ?? 0);
  }

  /** Ask for the past again when weeks went by unseen, not more often than every two seconds. */
  private fillGap(): void {
    if (!this.app.courses.gap || performance.now() - this.asked < 2000) return;
    this.asked = performance.now();
    void this.app.send({ kind: "watch", indicators: this.app.book.curves });
  }

  private show(options: Parameters<Picture["show"]>[0]): void {
    this.picture?.show({ ...options, side: this.app.pair ? this.viewed : "A" });
  }

  /** On a click in the picture: the story of what was picked; from a rung, of the case that waits there longest. */
  private pick(what: Target, number: number, side: Side): void {
    const { app } = this;
    if (what === "organisation") void app.send({ kind: "follow", what, number: app.layout?.nodes[number]?.id ?? 0, side });
    else if (what === "resident") void app.send({ kind: "follow", what, number: (app.layout?.first ?? 0) + number, side });
    else void app.send({ kind: "follow", what: "rung", number: statusOn(number, app.sideFrame(side)?.ladder), side });
  }

  private turn(tab: Tab): void {
    this.tab = tab;
    const page = document.getElementById("page")!;
    page.dataset["tab"] = tab;
    const wide = tab === "guide" ? "guide" : "levers";
    for (const button of page.querySelectorAll<HTMLElement>("[data-to]")) {
      button.setAttribute("aria-pressed", String(button.dataset["to"] === (button.closest(".tabs") ? tab : wide)));
    }
  }

  private language(): void {
    this.app.words.language = this.app.words.language === "zh" ? "en" : "zh";
    localStorage.setItem("language", this.app.words.language);
    void this.app.send({ kind: "hello", lang: this.app.words.language });
    this.lay();
    document.querySelector<HTMLElement>('[data-act="language"]')?.focus();
  }

  private projector(): void {
    this.app.projector = !this.app.projector;
    localStorage.setItem("projector", this.app.projector ? "yes" : "no");
    this.lay();
  }

  private take(): void {
    takeSheet(this.app, this.sheet, this.curves, this.host);
  }

  private help(): void {
    this.sheet.help(localStorage.getItem("keys") !== "off", (on) => localStorage.setItem("keys", on ? "on" : "off"));
  }

  private broken(yes: boolean): void {
    const banner = document.getElementById("banner");
    if (!banner) return;
    banner.hidden = !yes;
    write(banner, yes ? this.app.words.t("line_broken") : "");
  }

  private over(why: string): void {
    this.line.end();
    const { t } = bound(this.app);
    fill(document.getElementById("page")!, h("main", { class: "over" }, h("h1", null, t("title")), h("p", null, why), h("button", { onclick: () => location.reload() }, t("reload"))));
  }

  /** Keys; they can be turned off in the help sheet, and never take what a field or an open sheet needs. */
  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input:not([type=range]), select, textarea, dialog[open]")) return;
    if (localStorage.getItem("keys") === "off" && event.key !== "?") return;
    const { app } = this;
    const closed = target.closest("dialog") !== null; // focus may rest for a moment in a sheet that has just closed
    const onControl = !closed && target.closest("button, summary, a, input, [role=button], canvas, li") !== null;
    const keys: Record<string, (() => void) | false> = {
      " ": !onControl && (() => void app.send({ kind: app.state?.playing ? "pause" : "play" })),
      ArrowRight: !onControl && (() => void app.send({ kind: "step", weeks: 1 })),
      "[": () => this.guide.turn(-1), "]": () => this.guide.turn(1),
      a: () => this.levers.turnTo("A"), b: () => app.pair && this.levers.turnTo("B"), c: () => void app.send({ kind: "pair", on: !app.pair }), d: () => this.curves.turn(),
      u: () => void app.send({ kind: "undo" }), f: () => this.sheet.follow(), s: () => this.sheet.scope(), t: () => this.take(), p: () => this.projector(), l: () => this.language(), "?": () => this.help(),
    };
    SPEEDS.forEach((speed, k) => (keys[String(k + 1)] = () => void app.send({ kind: "speed", weeks_per_second: speed })));
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

/** The state of cases that a rung of the ladder stands for; on a rung with two, the one that holds more. */
export function statusOn(rung: number, ladder: Float32Array | undefined): number {
  if (rung === 0 || rung > 3) return rung === 0 ? 0 : rung + 3;
  return (ladder?.[2 * rung - 1] ?? 0) >= (ladder?.[2 * rung] ?? 0) ? 2 * rung - 1 : 2 * rung;
}

/** One thing at a time where three columns have no room; large type has less of it. */
function narrow(): boolean {
  return innerWidth / parseFloat(getComputedStyle(document.documentElement).fontSize) < 63;
}

const root = document.documentElement;
root.style.setProperty("--a", sides.A.colour);
root.style.setProperty("--b", sides.B.colour);
root.style.setProperty("--paper", paper);
const answer = await fetch("/book.json");
new Page((await answer.json()) as Book);
