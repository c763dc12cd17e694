import { describe, expect, test } from "vitest";
import { distance, families, hours, onto, paper, ramp, sides, toOklab } from "../src/colours";
import { strongestTie } from "../src/picture/describe";
import { disc } from "../src/picture/dots";
import { levels, marksFor, openCases, rungs } from "../src/picture/ladder";
import { grown, roundUp } from "../src/picture/measures";
import { placeNodes, tieWidth } from "../src/picture/organisations";
import { count, Pen } from "../src/picture/pen";
import { spread } from "../src/picture/plan";
import { divide, holdsBoth, plateBoxes, typeSize } from "../src/picture/plate";
import { act, histogram, median, scaleOf, valueOf } from "../src/picture/scale";
import { Scene } from "../src/picture/scene";
import type { Box, Layout, SideFrame, Words } from "../src/picture/types";
import { filling, streamWidths } from "../src/picture/vessel";

const KINDS = ["branch", "committee", "mediation", "joint", "social_work", "volunteers", "owners", "company", "police", "street", "society", "society", "unit"];
const linear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const light = (hex: string): number[] => [1, 3, 5].map((i) => linear(parseInt(hex.slice(i, i + 2), 16) / 255));
/** Contrast of two colours as WCAG reckons it. */
function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((hex) => light(hex).reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k]!, 0.05)) as [number, number];
  return Math.max(x, y) / Math.min(x, y);
}
const words: Words = { words: {}, statuses: [], hours: [] };
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const floats = (...values: number[]): Float32Array => Float32Array.from(values);

function frame(given: Partial<SideFrame> = {}): SideFrame {
  const none = bytes(0, 0, 0, 0);
  const whole: Partial<SideFrame> = {
    acted: none, trust: none, grievance: none, satisfaction: none, waiting: none,
    hours: floats(60, 20, 10, 5, 5, 0, 0, 0), needs: floats(80, 20, 30, 15, 5, 0, 0, 0), capacity: floats(100),
    stream: floats(40, 4, 600, 90), burnout: floats(0.4), vacancies: floats(0), load: new Float32Array(KINDS.length),
    money: new Float32Array(KINDS.length), present: new Float32Array(KINDS.length).fill(1), tie: new Float32Array(78).fill(0.1),
    ladder: floats(7, 4, 3, 0, 0, 1, 6, 3, 2, 12, 1), moved: new Float32Array(8), ...given,
  };
  return whole as SideFrame;
}

const layout: Layout = {
  id: 1, community: 0, adults: 4, n_households: 2, first: 0, communities: [], sections: [], curves: [],
  nodes: KINDS.map((kind, id) => ({ id, kind, label: { zh: kind, en: kind }, present: true })),
  pairs: KINDS.flatMap((_, i) => KINDS.slice(i + 1).map((_, k): [number, number] => [i, i + 1 + k])),
  places: {
    width: 16, height: 10, grids: [{ x: 0, y: 0, w: 16, h: 10, label: { zh: "网格1", en: "grid 1" } }], buildings: [{ x: 1, y: 3, w: 8, h: 4, grid: 0 }],
    household_x: floats(2, 6), household_y: floats(4, 4), resident_x: floats(1.9, 2.1, 2, 6), resident_y: floats(3.9, 3.9, 4.1, 4),
  },
};

/** A canvas on which a sign is as wide as half its height, and everything else does nothing. */
function canvas(): CanvasRenderingContext2D {
  const known: Record<string, unknown> = {
    font: "12px", measureText: (text: string) => ({ width: text.length * 6 }),
    getImageData: (_x: number, _y: number, width: number, height: number) => ({ data: new Uint8ClampedArray(width * height * 4), width, height }),
  };
  return new Proxy(known, { get: (of, name: string) => of[name] ?? (() => undefined), set: (of, name: string, value) => ((of[name] = value), true) }) as never;
}
const pen = new Pen(canvas(), 12, "sans-serif", words, "en");

const within = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x - 0.01 && inner.y >= outer.y - 0.01 && inner.x + inner.w <= outer.x + outer.w + 0.01 && inner.y + inner.h <= outer.y + outer.h + 0.01;
const apart = (a: Box, b: Box): boolean => a.x + a.w <= b.x + 0.01 || b.x + b.w <= a.x + 0.01 || a.y + a.h <= b.y + 0.01 || b.y + b.h <= a.y + 0.01;

describe("colours", () => {
  const steps = ramp(16).map(toOklab);

  test("the scale of residents is even to the eye and goes from light to dark", () => {
    const apartness = steps.slice(1).map((colour, k) => distance(colour, steps[k]!));
    expect(Math.max(...apartness) / Math.min(...apartness)).toBeLessThan(1.12);
    for (let k = 1; k < steps.length; k++) expect(steps[k]![0]).toBeLessThan(steps[k - 1]![0]);
  });

  test("seven steps stay apart without the sense for red or for green", () => {
    // Source: Machado, Oliveira and Fernandes 2009, severity 1, on linear light.
    const views = [
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    ];
    const back = (v: number): number => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
    for (const view of views) {
      const steps = ramp(7).map((hex) => {
        const seen = light(hex);
        const byte = (row: number[]): string =>
          Math.round(255 * Math.min(1, Math.max(0, back(Math.max(0, row.reduce((sum, m, k) => sum + m * seen[k]!, 0)))))).toString(16).padStart(2, "0");
        return toOklab("#" + view.map(byte).join(""));
      });
      for (let k = 1; k < steps.length; k++) expect(distance(steps[k]!, steps[k - 1]!)).toBeGreaterThan(0.05);
    }
  });

  test("A and B can be read on paper and differ by line as well; so can what stands on a colour", () => {
    for (const { colour } of Object.values(sides)) expect(contrast(colour, paper)).toBeGreaterThanOrEqual(4.5);
    expect(sides.A.dash.length).not.toBe(sides.B.dash.length);
    // Names stand on these in bold or small type.
    for (const colour of [...hours, families.state]) expect(contrast(colour, onto(colour))).toBeGreaterThanOrEqual(4.5);
  });
});

describe("scales of residents", () => {
  const trust = (...values: number[]): SideFrame => frame({ trust: Uint8Array.from(values, (v) => Math.round(v * 250)) });

  test("the range is that of the data of both sides, to round numbers", () => {
    const scale = scaleOf("trust", [trust(0.41, 0.45, 0.5), trust(0.5, 0.59, 0.55)], null);
    expect(scale.low).toBeCloseTo(0.4);
    expect(scale.high).toBeCloseTo(0.6);
    expect(scale.colourOf[Math.round(0.41 * 250)]).toBeLessThan(4);
    expect(scale.colourOf[Math.round(0.59 * 250)]).toBeGreaterThan(28);
  });

  test("residents who are all alike do not get a range of nothing", () => {
    const scale = scaleOf("satisfaction", [frame({ satisfaction: bytes(125, 125) })], null);
    expect(scale.high - scale.low).toBeGreaterThanOrEqual(0.08 - 1e-9);
  });

  test("the range stays while the data lie in it, widens when they leave it, and is drawn in when they fill little of it", () => {
    const first = scaleOf("trust", [trust(0.3, 0.5, 0.7)], null);
    expect(scaleOf("trust", [trust(0.34, 0.5, 0.66)], first)).toBe(first);
    const wider = scaleOf("trust", [trust(0.3, 0.5, 0.9)], first);
    expect([wider.low, wider.high].map((v) => Math.round(v * 100))).toEqual([30, 90]);
    const closer = scaleOf("trust", [trust(0.48, 0.5, 0.58)], wider);
    expect([closer.low, closer.high].map((v) => Math.round(v * 100))).toEqual([48, 58]);
  });

  test("grievance counts to five", () => {
    expect(valueOf("grievance", 250)).toBe(5);
    expect(median("grievance", bytes(0, 50, 250))).toBe(1);
  });

  test("of several acts the most demanding counts", () => {
    expect([0, 1, 4, 5, 2, 6, 7].map(act)).toEqual([0, 1, 2, 2, 3, 3, 3]);
    expect([...histogram(scaleOf("acted", [frame()], null), bytes(0, 0, 1, 5, 2))]).toEqual([2, 1, 1, 1]);
  });
});

describe("vessel and stream", () => {
  test("what is wanted and not given runs over, kind by kind", () => {
    const found = filling(frame());
    expect(found.given.map(({ kind, hours }) => [kind, hours])).toEqual([[0, 60], [1, 20], [2, 10], [3, 5], [4, 5]]);
    expect(found.over.map(({ kind, hours }) => [kind, hours])).toEqual([[0, 20], [2, 20], [3, 10]]);
    expect([found.sum, found.unmet, found.capacity]).toEqual([100, 50, 100]);
  });

  test("a committee with hours to spare overflows nowhere", () => {
    expect(filling(frame({ needs: floats(60, 20, 10, 5, 5, 0, 0, 0), capacity: floats(140) })).over).toEqual([]);
  });

  test("the width of the stream is hours, up and down on one scale", () => {
    const widths = streamWidths(frame(), 200, 40, 600);
    expect(widths.down).toBeCloseTo(10 * widths.back);
    expect(streamWidths(frame({ stream: floats(20, 4, 0, 0) }), 200, 40, 600)).toEqual({ down: widths.down / 2, back: widths.back, money: 0 });
  });

  test("scales only grow, and hold what both sides need", () => {
    const first = grown(null, [frame(), frame({ stream: floats(55, 0, 9000, 0) })]);
    expect(first).toMatchObject({ vessel: 160, stream: 60, money: 10000, rungs: [7, 7, 0, 7, 3, 2] });
    expect(grown(first, [frame({ needs: floats(0, 0, 0, 0, 0, 0, 0, 0), hours: floats(0, 0, 0, 0, 0, 0, 0, 0) })])).toEqual(first);
    expect([0, 0.07, 1, 7.2, 101, 262].map(roundUp)).toEqual([1, 0.07, 1, 8, 120, 300]);
  });
});

describe("ladder", () => {
  test("open cases are counted by level, waiting and in hand; those that ended are not among them", () => {
    expect(levels(frame())).toEqual([
      { waiting: 0, inHand: 7 }, { waiting: 4, inHand: 3 }, { waiting: 0, inHand: 0 }, { waiting: 1, inHand: 6 }, { waiting: 0, inHand: 3 }, { waiting: 0, inHand: 2 },
    ]);
    expect(openCases(frame())).toBe(26);
  });

  test.each([true, false])("each rung stands above the one below it; petition and court share the top (narrow: %s)", (narrow) => {
    const box = { x: 10, y: 20, w: 300, h: 400 };
    const found = rungs(box, 14, narrow);
    for (let k = 1; k < 5; k++) expect(found[k]!.y + found[k]!.h).toBeCloseTo(found[k - 1]!.y);
    expect(found[5]!.y).toBe(found[4]!.y);
    expect(apart(found[4]!, found[5]!)).toBe(true);
    for (const rung of found) expect(within(rung, box)).toBe(true);
  });

  test("one mark is one case as long as the rung has room for them, else a round number of cases", () => {
    const room = [{ x: 0, y: 0, w: 100, h: 40 }];
    expect(marksFor([5], room)).toEqual({ mark: 16, worth: 1 });
    const { mark, worth } = marksFor([400], room);
    expect(worth).toBeGreaterThan(1);
    expect(Math.ceil(400 / worth)).toBeLessThanOrEqual(Math.floor(100 / (mark + 2)) * Math.floor(40 / (mark + 2)));
  });
});

describe("plate", () => {
  const sizes: [number, number][] = [[900, 700], [620, 560], [600, 430], [440, 700], [360, 640], [1400, 1000]];

  test.each(sizes)("the parts of a plate of %i by %i lie within it and apart", (w, h) => {
    for (const projector of [false, true]) {
      const box = { x: 0, y: 0, w, h };
      const plate = divide(box, typeSize(w, h, projector), 1.6, true);
      const parts = [plate.header!, plate.organisations, plate.plan, plate.legend, plate.ladder];
      for (const part of parts) {
        expect(part.h).toBeGreaterThan(0);
        expect(within(part, box)).toBe(true);
        for (const other of parts) if (other !== part) expect(apart(part, other)).toBe(true);
      }
    }
  });

  test("a phone gets the ladder at the foot and one side at a time", () => {
    expect(divide({ x: 0, y: 0, w: 360, h: 640 }, 12, 1.6, false).narrow).toBe(true);
    expect([holdsBoth(360), holdsBoth(900)]).toEqual([false, true]);
    const [a, b] = plateBoxes(900, 700, 2);
    expect(apart(a!, b!) && within(b!, { x: 0, y: 0, w: 900, h: 700 })).toBe(true);
  });

  test("type is larger on a projector and never below twelve", () => {
    expect(typeSize(1200, 900, true)).toBeCloseTo(16 * 4 / 3);
    expect(typeSize(320, 400, false)).toBe(12);
  });
});

describe("plan and organisations", () => {
  test("residents of a household stand in its cell, each in a place of their own", () => {
    const { x, y } = spread(layout.places);
    const homes = [0, 0, 0, 1];
    homes.forEach((home, i) => {
      expect(Math.abs(x[i]! - layout.places.household_x[home]!)).toBeLessThan(0.5);
      expect(Math.abs(y[i]! - layout.places.household_y[home]!)).toBeLessThan(0.5);
    });
    expect(new Set(homes.map((_, i) => `${x[i]} ${y[i]}`)).size).toBe(4);
  });

  test("a dot covers about the area of a circle", () => {
    for (const [x, y] of [[0.5, 0.5], [0.125, 0.875]] as const) {
      const { share, reach } = disc(4.3, x, y);
      expect(share.length).toBe((2 * reach + 1) ** 2);
      expect(share.reduce((a, b) => a + b) / (Math.PI * 4.3 ** 2)).toBeCloseTo(1, 1);
    }
  });

  test("an organisation that is not there has no ties, and a social organisation no place", () => {
    const present = new Float32Array(KINDS.length).fill(1);
    present[KINDS.indexOf("owners")] = 0;
    present[KINDS.indexOf("society")] = 0;
    const places = placeNodes(pen, layout, present, { x: 0, y: 0, w: 600, h: 300 });
    expect(places.of[KINDS.indexOf("society")]).toBeUndefined();
    expect(places.of[KINDS.indexOf("owners")]).toBeDefined();
    expect(places.ties.length).toBe((11 * 10) / 2);
    for (const spot of places.spots) expect(within({ x: spot.x - spot.rx, y: spot.y - spot.ry, w: 2 * spot.rx, h: 2 * spot.ry }, { x: 0, y: 0, w: 600, h: 300 })).toBe(true);
    expect(tieWidth(0.8, 16)).toBeCloseTo(4 * tieWidth(0.2, 16));
  });

  test("the closest tie is sought among those who are there", () => {
    const tie = new Float32Array(layout.pairs.length).fill(0.1);
    const [far, near] = [layout.pairs.findIndex(([i, j]) => i === 1 && j === 6), layout.pairs.findIndex(([i, j]) => i === 1 && j === 4)];
    tie[far] = 0.9;
    tie[near] = 0.5;
    const present = new Float32Array(KINDS.length).fill(1);
    present[6] = 0;
    expect(strongestTie(layout, frame({ tie, present }), 1)).toEqual({ other: 4, strength: 0.5 });
  });

  test("what is pointed at is found: an organisation, a rung, a resident, or nothing", () => {
    const make = (): unknown => ({ getContext: canvas, width: 0, height: 0 });
    (globalThis as { document?: unknown }).document = { createElement: make };
    const scene = new Scene("A", { x: 0, y: 0, w: 900, h: 700 }, pen, layout, 1, null);
    const look = { frame: frame(), scale: scaleOf("trust", [frame()], null), measures: grown(null, [frame()]), phase: 0, hovered: null, chosen: null };
    scene.drawDots(look);
    scene.draw(look);
    const middle = (what: "resident" | "organisation" | "case", number: number): [number, number] => {
      const b = scene.boxOf({ what, number })!;
      return [b.x + b.w / 2, b.y + b.h / 2];
    };
    for (const item of [{ what: "resident", number: 2 }, { what: "organisation", number: 0 }, { what: "organisation", number: 1 }, { what: "case", number: 5 }] as const) {
      expect(scene.at(...middle(item.what, item.number))).toEqual(item);
    }
    expect(scene.at(899, 699)).toBeNull();
    expect(scene.foremost(0, look.scale, bytes(0, 0, 250, 0))).toBe(2);
  });
});

describe("writing", () => {
  test("numbers are brief in the way of each language", () => {
    expect([999, 12300, 456393, 2.5e6].map((v) => count(v, "zh"))).toEqual(["999", "1.2万", "45.6万", "250万"]);
    expect([999, 12300, 456393, 2.5e6].map((v) => count(v, "en"))).toEqual(["999", "12.3k", "456k", "2.5m"]);
  });

  test("Chinese lines are of about one length and part no number from its unit and no bracket from what it holds", () => {
    const chinese = new Pen(canvas(), 12, "sans-serif", words, "zh");
    expect(chinese.lines("公安和司法行政机关", 40, 3)).toEqual(["公安和司法", "行政机关"]);
    expect(chinese.lines("下沉1,234小时", 42, 2)).toEqual(["下沉", "1,234小时"]);
    expect(chinese.lines("下沉1,234小时", 36, 2)).toEqual(["下沉", "1,234…"]);
    expect(chinese.lines("街道办事处（乡镇政府）", 48, 2)).toEqual(["街道办事处", "（乡镇政府）"]);
    expect(chinese.lines("本周：新增8，上移0，化解12", 60, 2)).toEqual(["本周：新增8，", "上移0，化解12"]);
  });

  test("what does not fit ends in dots within its room", () => {
    const lines = pen.lines("community Party organisation", 60, 2);
    expect(lines.length).toBe(2);
    for (const line of lines) expect(line.length * 6).toBeLessThanOrEqual(60);
    expect(lines[1]!.endsWith("...")).toBe(true);
  });
});
