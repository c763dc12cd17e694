import { describe, expect, test, vi } from "vitest";
import { App } from "../src/app";
import { findQuestion } from "../src/chapter";
import { Courses } from "../src/courses";
import { axisText, reach, splits, timeReach, weekTicks } from "../src/curves";
import { rowsOf, verdict } from "../src/groups";
import { decodeEvent, decodeFrame, type Book, type Course, type Frame, type Layout, type Lever, type RoomState } from "../src/protocol";
import { Line, type Plug } from "../src/socket";
import { roomOf, shareLink, stateOf, wrap } from "../src/take";
import { number, signed, three, Words } from "../src/words";

const said = (zh: string, en: string) => ({ zh, en });
const lever = { name: "offload", step: 0.01, baseline: 0.5, options: [], kind: "number" } as unknown as Lever;
const book = {
  words: { week: said("第{week}周", "Week {week}"), week_zero: said("起点", "Start"), week_before: said("起始前{week}周", "{week} weeks before") },
  curves: ["ENG3", "DIS5", "WRK4a", "WRK5a", "SVC2a", "ENG6"], chapters: [{ id: "c", pages: [{ question: null }, { question: { id: "q", answers: [] } }] }],
} as unknown as Book;
const layout = {
  id: 7, curves: ["ENG3", "DIS5"],
  sections: [{ name: "acted", type: "u8", n: 5 }, { name: "curve", type: "f32", n: 2 }],
} as unknown as Layout;

function packed(week: number, sides: number[][], magic = 0x31514853): ArrayBuffer {
  const buffer = new ArrayBuffer(16 + sides.length * 16);
  const view = new DataView(buffer);
  [magic, 7, 0, sides.length].forEach((value, k) => view.setUint32(4 * k, value, true));
  view.setInt32(8, week, true);
  sides.forEach((curve, k) => {
    for (let i = 0; i < 5; i++) view.setUint8(16 + 16 * k + i, i + 1);
    curve.forEach((value, i) => view.setFloat32(16 + 16 * k + 8 + 4 * i, value, true));
  });
  return buffer;
}
const frame = (week: number, ...sides: number[][]): Frame => decodeFrame(packed(week, sides), layout)!;
const course = (side: "A" | "B", weeks: number[], values: (number | null)[], whole = true): Course => ({ kind: "course", side, curves: ["DIS5"], weeks, values: [values], whole });

describe("the frame", () => {
  test("is read with its padding, for both sides, with weeks before the start", () => {
    const read = decodeFrame(packed(-3, [[1.5, 2], [3, 4]]), layout)!;
    expect([read.week, read.sides.length]).toEqual([-3, 2]);
    expect([...read.sides[0]!.acted]).toEqual([1, 2, 3, 4, 5]);
    expect([...read.sides[1]!.curve]).toEqual([3, 4]);
  });
  test.each([
    ["another magic", packed(1, [[1, 2]], 1), layout], ["another layout", packed(1, [[1, 2]]), { ...layout, id: 8 }],
    ["cut off", packed(1, [[1, 2]]).slice(0, 24), layout], ["empty", new ArrayBuffer(3), layout], ["no side", packed(1, []), layout],
  ])("is left alone: %s", (_, buffer, plan) => expect(decodeFrame(buffer, plan as Layout)).toBeNull());
  test("comes after a plan whose places are packed numbers", () => {
    const text = btoa(String.fromCharCode(...new Uint8Array(Float32Array.of(1.5, -2).buffer)));
    const event = decodeEvent(JSON.stringify({ kind: "layout", places: { household_x: text, household_y: [3], resident_x: text, resident_y: text } })) as unknown as Layout;
    expect([...event.places.resident_x, ...event.places.household_y]).toEqual([1.5, -2, 3]);
  });
});

describe("the past", () => {
  test("grows by frames, and A, B and their difference stand week by week", () => {
    const past = new Courses();
    past.course(course("A", [0, 1], [5, 6]));
    past.course(course("B", [0, 1], [5, 8]));
    past.frame(frame(2, [0, 7], [0, 10]), layout);
    const table = past.table("DIS5", true);
    expect(table).toMatchObject({ weeks: [0, 1, 2], A: [5, 6, 7], B: [5, 8, 10], difference: [0, 2, 3] });
    expect(past.table("DIS5", false).B).toEqual([null, null, null]);
    expect(past.latest("B", "DIS5")).toBe(10);
  });
  test("a frame that was dropped leaves a gap that is known, until the whole past is told again", () => {
    const past = new Courses();
    past.course(course("A", [1], [5]));
    past.frame(frame(4, [0, 7]), layout);
    expect([past.gap, past.table("DIS5", false).weeks]).toEqual([true, [1, 4]]);
    past.course(course("A", [1, 2, 3, 4], [5, 5, 6, 7]));
    expect(past.gap).toBe(false);
  });
  test("a week that comes again takes the place of the old and of all after it", () => {
    const past = new Courses();
    past.course(course("A", [1, 2, 3], [1, 2, 3]));
    past.frame(frame(2, [0, 9]), layout);
    expect(past.table("DIS5", false)).toMatchObject({ weeks: [1, 2], A: [1, 9] });
  });
  test("a new run leaves the old one as a ghost; an undo in the same week does not", () => {
    const past = new Courses();
    const weeks = [...Array(20).keys()];
    past.course(course("A", weeks, weeks));
    past.course(course("A", weeks, weeks.map((w) => w + 1)));
    expect(past.hasGhost).toBe(false);
    past.frame(frame(1, [0, 50]), layout);
    expect(past.table("DIS5", false).ghost[5]).toBe(6);
    past.forget("ghosts");
    expect(past.hasGhost).toBe(false);
  });
  test("bands grow, and what is not a number is a gap in the line", () => {
    const past = new Courses();
    const band = { kind: "band", side: "A", indicator: "DIS5", n: 20, middle: [0] } as const;
    past.band({ ...band, weeks: [1], low: [1], high: [3], whole: true, middle: [2] });
    past.band({ ...band, weeks: [2], low: [2], high: [4], whole: false, middle: [3] });
    past.frame(frame(1, [0, NaN]), layout);
    expect(past.table("DIS5", true)).toMatchObject({ weeks: [1, 2], A: [null, null], band: { A: { low: [1, 2], high: [3, 4] }, B: null } });
  });
});

describe("the axes", () => {
  test("a flat line is not blown up, a difference lies around zero", () => {
    const [low, high] = reach(0.5, 0.5, 3, false);
    expect(high - low).toBeGreaterThanOrEqual(0.04);
    expect(reach(-0.1, 0.3, 3, true).map((v) => Math.round(v * 1000))).toEqual([-345, 345]);
    expect(reach(0, 10, 2, false)[0]).toBe(0);
    expect(reach(null, null, 2, false)).toEqual([0, 1]);
  });
  test("has a few round places with no more digits than they need", () => {
    expect(axisText(splits(0.41, 0.64))).toEqual(["0.5", "0.6"]);
    expect(axisText(splits(0, 0.04))).toEqual(["0.00", "0.01", "0.02", "0.03", "0.04"]);
    expect(axisText(splits(-3.2, 3.2))).toEqual(["−2", "0", "2"]);
    expect(splits(0.6, 0.6001).length).toBeLessThan(8);
  });
  test("of time grows by whole years", () => {
    expect([0, 52, 53, 312].map((week) => timeReach(week, 312))).toEqual([52, 52, 104, 312]);
    expect(weekTicks(52)).toEqual([0, 13, 26, 39, 52]);
    expect(weekTicks(104)).toEqual([0, 52, 104]);
    expect(weekTicks(312)).toEqual([0, 104, 208, 312]);
  });
});

describe("numbers and words", () => {
  const [zh, en] = [new Words(book, "zh"), new Words(book, "en")];
  test("carry a true minus, three digits that count, and a dash for what is not known", () => {
    expect([number(-0.25, 2), number(-0.001, 2), number(null, 2), number(NaN, 1)]).toEqual(["−0.25", "0.00", "–", "–"]);
    expect([0.0123, 0.653, 8.73, 123.4, 0].map((v) => three(v))).toEqual(["0.0123", "0.653", "8.73", "123", "0.00"]);
    expect([signed(0.5, 1), signed(-0.5, 1), signed(0.001, 1)]).toEqual(["+0.5", "−0.5", "0.0"]);
  });
  test("say money as each language does", () => {
    expect([zh.yuan(1234567), zh.yuan(50000), zh.yuan(800), en.yuan(1234567)]).toEqual(["123 万元", "5.0 万元", "800 元", "CNY 1,234,567"]);
  });
  test("say weeks before, at and after the start", () => {
    expect([zh.week(12), zh.week(0), en.week(-3)]).toEqual(["第12周", "起点", "3 weeks before"]);
  });
  test("say values of levers by step, option and part; an unknown sentence shows its key", () => {
    const yes = { ...lever, options: [{ id: true, label: said("是", "yes") }] } as Lever;
    expect([zh.value(lever, 0.5), en.value(yes, true), zh.value(lever, [0.5, 0.25])]).toEqual(["0.50", "yes", "0.50 / 0.25"]);
    expect(zh.t("nothing")).toBe("nothing");
  });
});

describe("who gains and loses", () => {
  test("is B minus A with both, the level with one, nothing where the model knows nothing", () => {
    const [a, b] = [Float32Array.of(1, 0.5, NaN, 0.25), Float32Array.of(2, 0.25, 1, 0.5)];
    expect(rowsOf(["x", "y"], a, b, true).map((r) => r.values)).toEqual([[1, -0.25], [null, 0.25]]);
    expect(rowsOf(["x"], a, undefined, false)[0]!.values).toEqual([1, 0.5]);
    expect(rowsOf(["x"], a, undefined, true)[0]!.values).toEqual([null, null]);
  });
  test("and too small a difference is neither", () => {
    expect([verdict(0.03, 0.5, 1), verdict(-0.03, 0.5, 1), verdict(0.01, 0.5, 1), verdict(null, 1, 0)]).toEqual(["gain", "loss", "same", "same"]);
    expect([verdict(0.001, 0.02, 0), verdict(0.003, 0.02, 0)]).toEqual(["same", "gain"]);
  });
});

describe("the room", () => {
  const state = (more: object): RoomState => ({ week: 0, weeks: 312, pair: true, chapter: null, ensemble: { on: false }, sides: { A: {}, B: {} }, ...more }) as unknown as RoomState;
  const made = () => new App(book, "zh", async () => null);
  test("sets side A again when B is taken away, and forgets B's past", () => {
    const app = made();
    app.take({ kind: "state", ...state({}) });
    app.side = "B";
    app.courses.course(course("B", [1], [2]));
    app.take({ kind: "state", ...state({ pair: false }) });
    expect([app.side, app.courses.latest("B", "DIS5")]).toEqual(["A", null]);
  });
  test("an undo or restart takes back what was notable after it; the week follows state and frames", () => {
    const app = made();
    app.take({ kind: "state", ...state({ week: 30 }) });
    for (const week of [10, 25]) app.take({ kind: "notable", week, side: "A", sentence: said("事", "thing") });
    app.take({ kind: "state", ...state({ week: 12 }) });
    expect([app.notables.map((n) => n.week), app.week]).toEqual([[10], 12]);
    expect(app.told(app.notables[0])).toBe("第10周 · A · 事");
  });
  test("finds the question of any chapter", () => {
    expect(findQuestion(book.chapters, "q")?.id).toBe("q");
    expect(findQuestion(book.chapters, "none")).toBeNull();
  });
});

describe("links", () => {
  test("are read back as they were made, and nothing else passes", () => {
    const link = new URL(shareLink("http://h:1", "k7", "#eJyrVgAB-_x="));
    expect([stateOf(link.hash), roomOf(link.search)]).toEqual(["#eJyrVgAB-_x=", "k7"]);
    expect(shareLink("http://h:1", "main", "#abcdefgh")).toBe("http://h:1/#abcdefgh");
    expect([stateOf("#<script>"), stateOf(""), stateOf("#short"), roomOf("?room=../x"), roomOf("")]).toEqual([null, null, null, "main", "main"]);
  });
  test("scope lines break without a stop at a line's beginning and without cutting Latin words", () => {
    expect(wrap("一二三四，五六 word here", (s) => s.length <= 4)).toEqual(["一二三四，", "五六", "word", "here"]);
  });
});

describe("the line", () => {
  const plugs: (Plug & { sent: string[] })[] = [];
  const plug = () => {
    const made = { binaryType: "", readyState: 1, onopen: null, onclose: null, onmessage: null, sent: [] as string[], send: (text: string) => void made.sent.push(text), close: () => made.onclose?.() } as Plug & { sent: string[] };
    plugs.push(made);
    return made;
  };
  test("gives each answer to who asked, null for one that broke off, and connects again, each time later", async () => {
    vi.useFakeTimers();
    const open: boolean[] = [];
    const line = new Line(plug, { event: () => undefined, frame: () => undefined, line: (is) => open.push(is) });
    const [first, second] = [line.send({ kind: "undo" }), line.send({ kind: "play" })];
    plugs[0]!.onmessage!({ data: JSON.stringify({ kind: "refused", id: 1, why: said("不", "no") }) });
    expect(await first).toMatchObject({ kind: "refused" });
    plugs[0]!.onclose!();
    expect([await second, open]).toEqual([null, [false]]);
    vi.advanceTimersByTime(400);
    plugs[1]!.onclose!();
    vi.advanceTimersByTime(799);
    expect(plugs.length).toBe(2);
    vi.advanceTimersByTime(1);
    plugs[2]!.onopen!();
    expect([plugs.length, open.at(-1)]).toEqual([3, true]);
    line.end();
    vi.advanceTimersByTime(20_000);
    expect(plugs.length).toBe(3);
    expect(JSON.parse(plugs[0]!.sent[1]!)).toEqual({ kind: "play", id: 2 });
    vi.useRealTimers();
  });
});
