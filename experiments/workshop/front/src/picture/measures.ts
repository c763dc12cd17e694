// Scales that only grow, so that a week can be compared with the last, and A with B.

import { levels } from "./ladder";
import type { SideFrame } from "./types";
import { tallest } from "./vessel";

export interface Measures {
  /** Hours that fill the height of the vessel's box. */
  vessel: number;
  /** Hours, and CNY, at which the stream is as wide as it can be. */
  stream: number;
  money: number;
  /** Most cases seen on each rung. */
  rungs: number[];
}

export function grown(before: Measures | null, frames: SideFrame[]): Measures {
  const most = (known: number | undefined, of: (f: SideFrame) => number): number => roundUp(Math.max(known ?? 0, ...frames.map(of)));
  const counts = frames.map((f) => levels(f).map((level) => level.waiting + level.inHand));
  return {
    vessel: most(before?.vessel, tallest),
    stream: most(before?.stream, (f) => Math.max(f.stream[0]!, f.stream[1]!)),
    money: most(before?.money, (f) => f.stream[2]!),
    rungs: counts[0]!.map((_, k) => Math.max(before?.rungs[k] ?? 0, ...counts.map((c) => c[k]!))),
  };
}

/** The next round number that is not smaller. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10].find((m) => m * power >= value - 1e-9)! * power;
}
