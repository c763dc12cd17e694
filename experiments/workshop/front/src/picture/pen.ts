// Writing and drawing on the canvas: words in one language, numbers, lines that fit, and a few plain shapes.

import { paper, soft } from "../colours";
import type { Language, Said, State, Words } from "./types";

/** Height of a line, of the size of its type. */
export const LINE = 1.12;

const SIGNS = /[（“]?(?:[\d.,/]+[^\d\s，、。；：）”]{0,2}|[^\d])[，、。；：）”]*/gu;
/** Widths kept before they are forgotten: names stay, numbers come and go. */
const KEPT_WIDTHS = 2000;

type Fields = Record<string, string | number>;
type Point = readonly [number, number];
interface Style {
  size?: number;
  weight?: number;
  colour?: string;
  align?: CanvasTextAlign;
  halo?: boolean;
}

/** The words of the book in one language. */
export class Voice {
  constructor(readonly words: Words, readonly language: Language) {}

  /** Fill the fields of a sentence; one that is not in the book shows its key, so that it is missed. */
  say(key: string, fields: Fields = {}): string {
    const said = this.words.words[`picture.${key}`]?.[this.language] ?? key;
    return said.replace(/\{(\w+)\}/g, (whole, name: string) => String(fields[name] ?? whole));
  }

  name(said: Said | undefined): string {
    return said ? said[this.language] : "";
  }

  /** Give what residents are coloured by, in the words of the server. */
  state(state: State): string {
    return this.name(this.words.words[`server.state_${state}`]);
  }

  count(value: number): string {
    return count(value, this.language);
  }

  list(parts: string[], zh = "，"): string {
    return parts.join(this.language === "zh" ? zh : ", ");
  }

  /** What an organisation has to do and has: "load 84%, ¥12k"; nothing where nothing is known. */
  loadAndMoney(load: number, sum: number): string {
    const parts = Number.isFinite(load) ? [this.say("load", { n: Math.round(load * 100) })] : [];
    if (Number.isFinite(sum)) parts.push(this.say("yuan", { n: this.count(sum) }));
    return this.list(parts);
  }
}

/** A canvas with a type size and a voice. */
export class Pen extends Voice {
  readonly small: number;
  private readonly widths = new Map<string, number>();

  constructor(readonly c: CanvasRenderingContext2D, readonly size: number, readonly family: string, words: Words, language: Language) {
    super(words, language);
    this.small = Math.max(12, size * 0.85);
  }

  /** Give the same pen on another canvas. */
  on(c: CanvasRenderingContext2D): Pen {
    return new Pen(c, this.size, this.family, this.words, this.language);
  }

  width(text: string, size = this.small, weight = 400): number {
    const key = `${weight} ${size} ${text}`;
    let found = this.widths.get(key);
    if (found === undefined) {
      this.c.font = `${weight} ${size}px ${this.family}`;
      found = this.c.measureText(text).width;
      if (this.widths.size >= KEPT_WIDTHS) this.widths.clear();
      this.widths.set(key, found);
    }
    return found;
  }

  /** Write one line in small type; `y` is its middle. */
  write(text: string, x: number, y: number, style: Style = {}): void {
    const { c } = this;
    c.font = `${style.weight ?? 400} ${style.size ?? this.small}px ${this.family}`;
    c.textAlign = style.align ?? "left";
    c.textBaseline = "middle";
    if (style.halo) {
      c.strokeStyle = paper;
      c.lineWidth = 3.5;
      c.lineJoin = "round";
      c.strokeText(text, x, y);
    }
    c.fillStyle = style.colour ?? soft;
    c.fillText(text, x, y);
  }

  /** Write lines below one another; `y` is the middle of them all. */
  block(lines: string[], x: number, y: number, style: Style = {}): void {
    const step = (style.size ?? this.small) * LINE;
    lines.forEach((line, k) => this.write(line, x, y + (k - (lines.length - 1) / 2) * step, style));
  }

  /** Break a text into at most so many lines of about one length; what does not fit ends in dots. */
  lines(text: string, room: number, most: number, size = this.small, weight = 400): string[] {
    const wide = (line: string): boolean => this.width(line, size, weight) > room + 0.5;
    let found = this.broken(text, room, size, weight);
    if (found.length <= most && !found.some(wide)) {
      for (let narrower = room * 0.94; found.length > 1; narrower *= 0.94) {
        const next = this.broken(text, narrower, size, weight);
        if (next.length > found.length || next.some((line) => this.width(line, size, weight) > narrower)) break;
        found = next;
      }
      return found;
    }
    const kept = found.slice(0, most);
    const dots = this.language === "zh" ? "…" : "...";
    let last = kept[kept.length - 1]!;
    if (found.length > most || wide(last)) {
      // Half a number would be another number.
      while (last && wide(last + dots)) last = last.replace(/(?:[\d.,/]+|[^])$/u, "").trimEnd();
      kept[kept.length - 1] = last + dots;
    }
    return kept;
  }

  rect(colour: string, x: number, y: number, w: number, h: number, round = 0): void {
    this.c.fillStyle = colour;
    this.c.beginPath();
    this.c.roundRect(x, y, w, h, round);
    this.c.fill();
  }

  disc(colour: string, x: number, y: number, radius: number): void {
    this.c.fillStyle = colour;
    this.c.beginPath();
    this.c.arc(x, y, radius, 0, 2 * Math.PI);
    this.c.fill();
  }

  shape(colour: string, points: readonly Point[]): void {
    this.c.fillStyle = colour;
    this.c.beginPath();
    for (const point of points) this.c.lineTo(...point);
    this.c.fill();
  }

  /** Draw lines through points, each list a line of its own. */
  line(colour: string, width: number, lists: readonly (readonly Point[])[], dash: readonly number[] = []): void {
    const { c } = this;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.lineJoin = "round";
    c.setLineDash([...dash]);
    c.beginPath();
    for (const points of lists) points.forEach(([x, y], k) => (k ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.stroke();
    c.setLineDash([]);
  }

  private broken(text: string, room: number, size: number, weight: number): string[] {
    const fits = (piece: string): boolean => this.width(piece, size, weight) <= room;
    // A line breaks after a mark; where a phrase is too long, between words or Chinese signs, but never within a
    // number and its unit or before a mark.
    const zh = this.language === "zh";
    const phrases = text.split(zh ? /(?<=[，、；：。·])/ : /(?<=[,;:·] )/);
    const pieces = phrases.flatMap((p): string[] => (fits(p.trimEnd()) ? [p] : zh ? p.match(SIGNS) ?? [] : p.split(/(?<= )/)));
    const found: string[] = [];
    let line = "";
    for (const piece of pieces) {
      if (line && this.width((line + piece).trimEnd(), size, weight) > room) {
        found.push(line.trimEnd());
        line = "";
      }
      line += piece;
    }
    return [...found, line.trimEnd()];
  }
}

const upTo = (digits: number): Intl.NumberFormat => new Intl.NumberFormat("en", { maximumFractionDigits: digits });
const [whole, tenths, hundredths] = [upTo(0), upTo(1), upTo(2)];

/** Write a number briefly: 12,300 is 1.2万 in Chinese and 12.3k in English. */
export function count(value: number, language: Language): string {
  const size = Math.abs(value);
  if (language === "zh" && size >= 1e4) return tenths.format(value / 1e4) + "万";
  if (size >= 1e6) return tenths.format(value / 1e6) + "m";
  if (size >= 1e4) return (size >= 1e5 ? whole : tenths).format(value / 1e3) + "k";
  return whole.format(value);
}

/** Write a value on a scale of nought to a few. */
export function decimal(value: number): string {
  return hundredths.format(value);
}
