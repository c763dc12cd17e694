// What can be taken away: a link that restores the room, a picture, the numbers, a page to print. Each carries the scope.

import type { App } from "./app";
import { ink, paper, soft } from "./colours";
import type { Curves } from "./curves";
import { h } from "./dom";
import { bound, scopeBox, type Sheet } from "./sheet";

/** The address that restores a state. */
export function shareLink(origin: string, room: string, state: string): string {
  return `${origin}/${room === "main" ? "" : `?room=${encodeURIComponent(room)}`}#${state.replace(/^#/, "")}`;
}

/** The state that an address holds, if any. */
export function stateOf(hash: string): string | null {
  return /^#[A-Za-z0-9_=-]{8,}$/.test(hash) ? hash : null;
}

export function roomOf(search: string): string {
  const given = new URLSearchParams(search).get("room") ?? "main";
  return /^[A-Za-z0-9-]{1,32}$/.test(given) ? given : "main";
}

export function takeSheet(app: App, sheet: Sheet, curves: Curves, picture: HTMLElement): void {
  const { t } = bound(app);
  const link = shareLink(location.origin, app.room, app.state?.link ?? "");
  const field = h("input", { type: "text", readonly: true, value: link, "aria-label": t("take_link"), onclick: () => field.select() });
  const copied = h("span", { role: "status" });
  const copy = async () => {
    field.select();
    await navigator.clipboard?.writeText(link).catch(() => undefined);
    copied.textContent = t("take_copied");
  };
  const language = app.words.language;
  sheet.show(t("take"), h("h3", null, t("take_link")), h("p", null, t("take_link_how")), h("div", { class: "row" }, field, h("button", { onclick: copy }, t("take_copy")), copied),
    h("h3", null, t("take_files")), h("div", { class: "row" },
      h("button", { "data-act": "png", onclick: () => void png(app, curves, picture) }, t("take_png")),
      h("a", { class: "button", href: `/take/${app.room}/course.csv`, download: `shequ-${app.room}.csv` }, t("take_csv")),
      h("a", { class: "button", href: `/take/${app.room}/brief?lang=${language}`, target: "_blank", rel: "noopener" }, t("take_brief"))),
    h("p", { class: "soft" }, t("take_scope")), scopeBox(app));
}

/** Save the picture and the curves as they stand, with the week, the levers and the scope below. */
async function png(app: App, curves: Curves, picture: HTMLElement): Promise<void> {
  const { t, pick } = bound(app);
  const canvas = h("canvas", { width: 2000, height: 1400 });
  const c = canvas.getContext("2d")!;
  const family = getComputedStyle(document.body).fontFamily;
  const text = (words: string, x: number, y: number, size: number, colour = ink, weight = 400) => {
    c.font = `${weight} ${size}px ${family}`;
    c.fillStyle = colour;
    c.fillText(words, x, y);
  };
  c.fillStyle = paper;
  c.fillRect(0, 0, canvas.width, canvas.height);
  text(t("title"), 50, 80, 40, ink, 600);
  const place = app.layout?.communities[app.state?.community ?? 0];
  text(`${pick(place?.label)} · ${app.words.week(app.week)} · ${t("seed", { seed: app.state?.seed ?? 0 })}`, 50, 128, 26, soft);
  const drawn = picture.querySelector("canvas");
  if (drawn) fit(c, drawn, 50, 160, 1240, 1010);
  curves.canvases().slice(0, 6).forEach(({ title, canvas: one }, k) => {
    text(title, 1330, 190 + k * 168, 22, ink, 600);
    fit(c, one, 1330, 198 + k * 168, 620, 130);
  });
  let y = 1225;
  for (const kind of ["fit", "unfit"] as const) {
    const all = `${t(kind)}${app.words.language === "zh" ? "：" : ": "}${app.book.scope[kind].map(pick).join(app.words.language === "zh" ? "" : " ")}`;
    c.font = `400 20px ${family}`;
    for (const line of wrap(all, (s) => c.measureText(s).width <= 1900)) text(line, 50, (y += 29), 20, soft);
    y += 8;
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) return;
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: `shequ-${app.room}-${app.week}.png` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function fit(c: CanvasRenderingContext2D, source: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
  const scale = Math.min(width / source.width, height / source.height);
  c.drawImage(source, x, y, source.width * scale, source.height * scale);
}

/** Break a text into lines: Latin words stay whole, Chinese breaks anywhere but before a stop. */
export function wrap(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[\x21-\x7e]+|\s+|[^]/g) ?? []) {
    if (line && !fits(line + piece) && !/^[，。；、：）》”]/.test(piece)) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  return line ? [...lines, line] : lines;
}
