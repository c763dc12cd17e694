// The colours of the workshop, in one place: paper and ink, the two sides, residents' states, organisations, hours.
// Nothing hangs on colour alone: sides differ by line as well, organisations by shape, kinds of hours by their name.

export const paper = "#FBFAF7";
export const ground = "#F1EEE7"; // a grid on the plan
export const wall = "#E4DFD4"; // the outline of a building
export const ink = "#1F2933";
export const soft = "#56616C";
export const rule = "#D5D3CC";
export const nothing = "#D6CFBE"; // a resident of whom nothing is to be said
export const tie = "#6A7682";
export const money = "#8A6410";
export const gold = "#C69A2E"; // money in the stream
export const sent = "#A9A196"; // work sent back

/** Sides: colour and dash, told apart without colour. */
export const sides = {
  A: { colour: "#1D4E89", dash: [] as number[] },
  B: { colour: "#B0500A", dash: [7, 4] },
} as const;

/** Colours of kinds of hours, in the order of the model: earth is work from above, teal and plum is work with residents. */
export const hours = [
  "#6E665A", "#999083", "#2B7A80", "#74B3AC", "#80507E", "#BE93BB", "#C3BCAE", "#453F37",
] as const;

/** Families of organisations. */
export const families = {
  party: "#9E3553",
  state: "#33475B",
  committee: "#22747A",
  social: "#B07A12",
  property: "#6F5C94",
  unit: "#7F868E",
} as const;

type Triple = [number, number, number];

const STOPS = ["#E7D9A6", "#A9C898", "#52A196", "#2D6F94", "#2C3E7B", "#2A1E52"];

/** Give `n` colours from little (sand) to much (deep blue), as far from one another as the eye can tell evenly. */
export function ramp(n: number): string[] {
  const stops = STOPS.map(toOklab);
  const reach = [0];
  for (let i = 1; i < stops.length; i++) reach.push(reach[i - 1]! + distance(stops[i - 1]!, stops[i]!));
  const whole = reach[reach.length - 1]!;
  return Array.from({ length: n }, (_, i) => {
    const at = (whole * i) / Math.max(1, n - 1);
    const k = Math.max(1, Math.min(stops.length - 1, reach.findIndex((r) => r >= at - 1e-9)));
    const share = (at - reach[k - 1]!) / (reach[k]! - reach[k - 1]!);
    return fromOklab(stops[k - 1]!.map((v, j) => v + share * (stops[k]![j]! - v)) as Triple);
  });
}

/** Give ink or white, whichever can be read better on a colour. */
export function onto(colour: string): string {
  return toOklab(colour)[0] > 0.62 ? ink : "#FFFFFF";
}

export function distance(a: Triple, b: Triple): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function linear(hex: string): Triple {
  return [1, 3, 5].map((i) => {
    const v = parseInt(hex.slice(i, i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

/** Source: Ottosson 2020, "A perceptual color space for image processing". */
export function toOklab(hex: string): Triple {
  const [r, g, b] = linear(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([L, a, b]: Triple): string {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const parts = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const byte = (v: number): string => {
    const c = v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.min(1, Math.max(0, c))).toString(16).padStart(2, "0");
  };
  return "#" + parts.map(byte).join("");
}
