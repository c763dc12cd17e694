// Which colour a resident has: the scale uses the range of the data, and stays while the data stay within it.

import { nothing, ramp } from "../colours";
import type { SideFrame, State } from "./types";

export const N_COLOURS = 32;
/** States in steps: how many there are. The others are shares of a range whose end is `FULL` at the byte 250. */
export const STEPS: Partial<Record<State, number>> = { acted: 4, waiting: 7 };
const FULL: Partial<Record<State, number>> = { trust: 1, satisfaction: 1, grievance: 5 };
const BYTE = 250;

export interface Scale {
  state: State;
  low: number;
  high: number;
  colours: string[];
  /** Number of the colour for each byte of the frame. */
  colourOf: Uint8Array;
}

/**
 * Give the scale for what is shown now. Both sides share it, so that A and B can be compared.
 * The range holds all but two in a hundred residents at either end, to a round number, and is only
 * drawn in again when the data have come to fill less than 60 % of it.
 */
export function scaleOf(state: State, frames: SideFrame[], before: Scale | null): Scale {
  const steps = STEPS[state];
  if (steps) return before?.state === state ? before : stepScale(state, steps);
  const full = FULL[state]!;
  const [low, high] = niceRange(frames.map((f) => f[state]), full);
  if (before?.state === state) {
    const within = low >= before.low - 1e-9 && high <= before.high + 1e-9;
    const filled = (high - low) / (before.high - before.low);
    if (within && filled >= 0.6) return before;
    if (!within) return rangeScale(state, full, Math.min(low, before.low), Math.max(high, before.high));
  }
  return rangeScale(state, full, low, high);
}

/** Give the number of residents of each colour. */
export function histogram(scale: Scale, values: Uint8Array): Uint32Array {
  const counts = new Uint32Array(scale.colours.length);
  for (let i = 0; i < values.length; i++) counts[scale.colourOf[values[i]!]!]!++;
  return counts;
}

/** Give the value of a byte, in the unit of the scale. */
export function valueOf(state: State, byte: number): number {
  return (byte / BYTE) * (FULL[state] ?? BYTE);
}

/** Give the middle value of many. */
export function median(state: State, values: Uint8Array): number {
  return valueOf(state, quantile(tally([values]), 0.5));
}

/** Of the acts of a resident the most demanding: 0 none, 1 voted, 2 volunteered, 3 deliberated. */
export function act(bits: number): number {
  return bits & 2 ? 3 : bits & 4 ? 2 : bits & 1;
}

function stepScale(state: State, steps: number): Scale {
  const step = state === "acted" ? act : (v: number): number => Math.min(v, steps - 1);
  return {
    state, low: 0, high: steps - 1, colours: [nothing, ...ramp(steps).slice(1)], colourOf: Uint8Array.from({ length: 256 }, (_, v) => step(v)),
  };
}

function rangeScale(state: State, full: number, low: number, high: number): Scale {
  const colourOf = Uint8Array.from({ length: 256 }, (_, v) => {
    const share = ((v / BYTE) * full - low) / (high - low);
    return Math.max(0, Math.min(N_COLOURS - 1, Math.floor(share * N_COLOURS)));
  });
  return { state, low, high, colours: ramp(N_COLOURS), colourOf };
}

function niceRange(sets: Uint8Array[], full: number): [number, number] {
  const counts = tally(sets);
  const step = full / 50;
  const at = (share: number): number => (quantile(counts, share) / BYTE) * full;
  let low = Math.floor(at(0.02) / step + 1e-9) * step;
  let high = Math.ceil(at(0.98) / step - 1e-9) * step;
  // A range of nothing would make one colour of all: at least four steps.
  while (high - low < 4 * step - 1e-9) {
    high = Math.min(full, high + step);
    if (high - low < 4 * step - 1e-9) low = Math.max(0, low - step);
  }
  return [low, high];
}

function tally(sets: Uint8Array[]): Uint32Array {
  const counts = new Uint32Array(256);
  for (const values of sets) for (let i = 0; i < values.length; i++) counts[values[i]!]!++;
  return counts;
}

function quantile(counts: Uint32Array, share: number): number {
  const wanted = share * counts.reduce((a, b) => a + b, 0);
  let sum = 0;
  for (let v = 0; v < 256; v++) {
    sum += counts[v]!;
    if (sum > 0 && sum >= wanted) return v;
  }
  return 0;
}
