// The bar on top: time, the two sides, the community drawn, and what leads elsewhere.

import type { App, Panel } from "./app";
import { fill, h, icon, write } from "./dom";
import { bound, type Sheet } from "./sheet";

export const SPEEDS = [1, 2, 4, 8, 12, 20];

export interface Acts {
  language(): void;
  projector(): void;
  take(): void;
  help(): void;
}

export class Header implements Panel {
  readonly root: HTMLElement;
  private readonly play: HTMLButtonElement;
  private readonly step: HTMLButtonElement;
  private readonly restart: HTMLButtonElement;
  private readonly pair: HTMLButtonElement;
  private readonly speed: HTMLSelectElement;
  private readonly week = h("p", { class: "week figures" });
  private readonly progress = h("i", { class: "progress" });
  private playing: boolean | null = null;

  constructor(private readonly app: App, sheet: Sheet, acts: Acts) {
    const { t } = bound(app);
    const button = (key: string, act: () => void, ...inside: Parameters<typeof h>[2][]) => h("button", { onclick: act, "data-act": key }, inside.length ? inside : t(key));
    this.play = button("play", () => void app.send({ kind: app.state?.playing ? "pause" : "play" }), "");
    this.step = button("step", () => void app.send({ kind: "step", weeks: 1 }), icon("step"), h("span", null, t("step")));
    this.restart = button("restart", () => void app.send({ kind: "restart" }));
    this.pair = button("pair", () => void app.send({ kind: "pair", on: !app.pair }));
    this.speed = h("select", { "aria-label": t("speed"), onchange: () => void app.send({ kind: "speed", weeks_per_second: Number(this.speed.value) }) },
      SPEEDS.map((s) => h("option", { value: s }, t("speed_n", { n: s }))));
    const lead = h("div", { class: "row time" }, this.play, this.step, this.speed, this.restart, this.pair);
    const links = [button("take", acts.take), button("join", () => sheet.join()), button("follow", () => sheet.follow()), button("projector", acts.projector), button("help", acts.help)];
    const menu = h("details", { class: "menu" }, h("summary", { "aria-label": t("more") }, icon("more")), h("div", { onclick: () => menu.removeAttribute("open") }, links.map((l) => h("div", null, l))));
    const other = app.words.language === "zh" ? "en" : "zh";
    this.root = h("header", { class: "top" }, h("h1", null, t("title")), app.leads && lead, this.week, h("div", { class: "row links" },
      button("scope", () => sheet.scope()), h("button", { "data-act": "language", lang: other === "zh" ? "zh-CN" : "en", onclick: acts.language }, other === "zh" ? "中文" : "English"), menu), this.progress);
    this.update();
  }

  update(): void {
    const { app } = this;
    const { t } = bound(app);
    const state = app.state;
    if (!state) return;
    if (this.playing !== state.playing) {
      this.playing = state.playing;
      fill(this.play, icon(state.playing ? "pause" : "play"), h("span", null, t(state.playing ? "pause" : "play")));
    }
    const { week } = app;
    write(this.week, `${state.busy ? `${t("busy")} ` : ""}${app.words.week(week)}${t("of_weeks", { weeks: state.weeks })}`);
    this.progress.style.setProperty("--at", String(Math.max(0, week) / state.weeks));
    this.pair.setAttribute("aria-pressed", String(state.pair));
    this.play.disabled = this.step.disabled = week >= state.weeks;
    const near = SPEEDS.reduce((best, s) => (Math.abs(s - state.speed) < Math.abs(best - state.speed) ? s : best));
    if (document.activeElement !== this.speed) this.speed.value = String(near);
  }
}
