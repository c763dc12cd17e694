// Thousands of dots without a graphics card: they are stamped into one array of pixels.

import { paper } from "../colours";
import type { Plan } from "./plan";

/** Room around the plan for dots at its edge, px. */
const MARGIN = 3;
/** How much larger a dot is where most are in one state and the few others must be seen. */
const BOLD = 1.5;
/** Parts of a pixel that a place is told by, each way: on coarse screens dots would else stand unevenly. */
const PHASES = 4;

export class Dots {
  private readonly pixels: ImageData;
  private readonly under: Uint8ClampedArray;
  private readonly small: Stamp[];
  private readonly large: Stamp[];
  private readonly at: Int32Array;
  private readonly phase: Uint8Array;
  private readonly left: number;
  private readonly top: number;

  /**
   * Take the plan as the ground of the dots.
   *
   * `paint` draws it, `density` is the number of pixels to a px.
   */
  constructor(plan: Plan, density: number, paint: (c: CanvasRenderingContext2D) => void) {
    const { box } = plan;
    this.left = Math.floor((box.x - MARGIN) * density);
    this.top = Math.floor((box.y - MARGIN) * density);
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil((box.w + 2 * MARGIN) * density);
    canvas.height = Math.ceil((box.h + 2 * MARGIN) * density);
    const c = canvas.getContext("2d", { willReadFrequently: true })!;
    c.fillStyle = paper;
    c.fillRect(0, 0, canvas.width, canvas.height);
    c.setTransform(density, 0, 0, density, -this.left, -this.top);
    paint(c);
    this.pixels = c.getImageData(0, 0, canvas.width, canvas.height);
    this.under = this.pixels.data.slice();
    this.small = stamps(plan.radius * density);
    this.large = stamps(plan.radius * density * BOLD);
    const part = (v: number): number => Math.floor((v * density - Math.floor(v * density)) * PHASES);
    this.phase = Uint8Array.from(plan.x, (x, i) => part(x) + PHASES * part(plan.y[i]!));
    const { width, height } = canvas;
    this.at = Int32Array.from(plan.x, (x, i) => {
      const [column, row] = [Math.floor(x * density) - this.left, Math.floor(plan.y[i]! * density) - this.top];
      const { reach } = this.large[0]!;
      const inside = column >= reach && row >= reach && column < width - reach && row < height - reach;
      return inside ? row * width + column : -1;
    });
  }

  /** Stamp all dots, those of the first colour below the others, and put the plan onto the canvas. */
  draw(c: CanvasRenderingContext2D, values: Uint8Array, colourOf: Uint8Array, colours: readonly Rgb[], bold: boolean): void {
    this.pixels.data.set(this.under);
    for (const first of [true, false]) {
      const stamp = bold && !first ? this.large : this.small;
      for (let i = 0; i < this.at.length; i++) {
        const colour = colourOf[values[i]!]!;
        if ((colour === 0) === first && this.at[i]! >= 0) this.stamp(stamp[this.phase[i]!]!, this.at[i]!, colours[colour]!);
      }
    }
    c.putImageData(this.pixels, this.left, this.top);
  }

  private stamp({ share, reach }: Stamp, at: number, [r, g, b]: Rgb): void {
    const { data, width } = this.pixels;
    let cell = 0;
    for (let dy = -reach; dy <= reach; dy++) {
      let p = (at + dy * width - reach) * 4;
      for (let k = -reach; k <= reach; k++, p += 4) {
        const part = share[cell++]!;
        if (part === 0) continue;
        data[p] = data[p]! + part * (r - data[p]!);
        data[p + 1] = data[p + 1]! + part * (g - data[p + 1]!);
        data[p + 2] = data[p + 2]! + part * (b - data[p + 2]!);
      }
    }
  }
}

interface Stamp {
  share: Float32Array;
  reach: number;
}

export type Rgb = readonly [number, number, number];

export function rgb(hex: string): Rgb {
  return [parseInt(hex.slice(1, 3), 16), parseInt(hex.slice(3, 5), 16), parseInt(hex.slice(5, 7), 16)];
}

/** Give a disc for each part of a pixel in which its middle may lie. */
function stamps(radius: number): Stamp[] {
  const at = (k: number): number => (k + 0.5) / PHASES;
  return Array.from({ length: PHASES * PHASES }, (_, k) => disc(radius, at(k % PHASES), at(Math.floor(k / PHASES))));
}

/** Give how much of each pixel a disc covers whose middle is so far into the pixel in the middle. */
export function disc(radius: number, inX: number, inY: number): Stamp {
  const reach = Math.ceil(radius);
  const [side, fine] = [2 * reach + 1, 5];
  const share = Float32Array.from({ length: side * side }, (_, i) => {
    let inside = 0;
    for (let a = 0; a < fine * fine; a++) {
      const dx = (i % side) - reach - inX + ((a % fine) + 0.5) / fine;
      const dy = Math.floor(i / side) - reach - inY + (Math.floor(a / fine) + 0.5) / fine;
      if (dx * dx + dy * dy <= radius * radius) inside++;
    }
    return inside / (fine * fine);
  });
  return { share, reach };
}
