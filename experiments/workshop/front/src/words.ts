// What the page says: sentences by key, and numbers, money, weeks and values of levers as text.

import type { Book, Lever, Language, Said, Value } from "./protocol";

export class Words {
  constructor(readonly book: Book, public language: Language) {}

  /** Give a sentence of the page; {name} is filled in. */
  t(key: string, fields: Record<string, string | number> = {}): string {
    const said = this.book.words[key];
    return (said ? said[this.language] : key).replace(/\{(\w+)\}/g, (all, name) => String(fields[name] ?? all));
  }

  get comma(): string {
    return this.language === "zh" ? "、" : ", ";
  }

  pick(said: Said | null | undefined): string {
    return said ? said[this.language] : "";
  }

  /** Money of a year: in ten thousands in Chinese once it is long. */
  yuan(value: number): string {
    const size = Math.abs(value);
    if (this.language === "en") return `CNY ${grouped(value)}`;
    return size >= 10000 ? `${number(value / 10000, size >= 1e6 ? 0 : 1)} 万元` : `${grouped(value)} 元`;
  }

  week(week: number): string {
    return week === 0 ? this.t("week_zero") : this.t(week > 0 ? "week" : "week_before", { week: Math.abs(week) });
  }

  /** The value of a lever, without its unit. */
  value(lever: Lever, value: Value): string {
    if (Array.isArray(value)) return value.map((v) => number(v, 2)).join(" / ");
    const option = lever.options.find((o) => o.id === value);
    if (option) return this.pick(option.label);
    return typeof value === "number" ? number(value, stepDigits(lever.step)) : String(value);
  }
}

/** Digits after the point that a step has. */
export function stepDigits(step: number | null): number {
  if (!step || step >= 1) return 0;
  return step >= 0.1 ? 1 : 2;
}

/** A number with a true minus sign; "–" for one that is not known. */
export function number(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A number with three digits that count. */
export function three(value: number | null, withSign = false): string {
  const digits = value ? Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))) : 2;
  return withSign ? signed(value, digits) : number(value, digits);
}

export function signed(value: number | null, digits: number): string {
  const text = number(value, digits);
  return value !== null && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

function grouped(value: number): string {
  return number(Math.round(value), 0).replace(/\B(?=(\d{3})+$)/g, ",");
}
