// What the picture says in words: under the pointer, to the keyboard, and to those who do not see it.

import { levelName, levels, LEVELS, openCases } from "./ladder";
import { stepNames } from "./legend";
import { FAINT } from "./organisations";
import { decimal, type Voice } from "./pen";
import { histogram, median, type Scale, STEPS, valueOf } from "./scale";
import type { Item, Layout, SideFrame } from "./types";
import { filling } from "./vessel";

/** Say in a few lines what something is and how it stands. */
export function describe(voice: Voice, { what, number }: Item, layout: Layout, frame: SideFrame, scale: Scale): string[] {
  if (what === "resident") {
    const byte = frame[scale.state][number] ?? 0;
    const named = STEPS[scale.state] ? stepNames(voice, scale.state)[scale.colourOf[byte]!]! : decimal(valueOf(scale.state, byte));
    return [voice.say("resident", { n: number + 1 }), voice.say("stands", { what: voice.state(scale.state), value: named })];
  }
  if (what === "case") {
    const { waiting, inHand } = levels(frame)[number]!;
    return [levelName(voice, number), voice.say("rung", { waiting: voice.count(waiting), hand: voice.count(inHand) })];
  }
  const lines = [voice.name(layout.nodes[number]?.label), voice.loadAndMoney(frame.load[number]!, frame.money[number]!)];
  const kind = layout.nodes[number]?.kind;
  if (kind === "street") lines.push(voice.say("street_hours", { n: voice.count(frame.stream[3]!) }));
  if (kind === "committee") {
    const given = voice.words.hours.map(({ label }, k) => [voice.name(label), frame.hours[k]!, frame.needs[k]!] as const);
    const said = given.filter(([, , want]) => want >= 0.5).map(([name, has, want]) => `${name} ${voice.count(has)}/${voice.count(want)}`);
    lines.push(voice.say("all_hours", { hours: voice.list(said, "、") }));
  }
  const closest = strongestTie(layout, frame, number);
  if (closest && closest.strength > FAINT) {
    const other = voice.name(layout.nodes[closest.other]?.label);
    lines.push(voice.say("strongest", { other, value: decimal(closest.strength) }));
  }
  return lines.filter((line) => line);
}

/** Give the strongest tie of an organisation to another that is there. */
export function strongestTie(layout: Layout, frame: SideFrame, node: number): { other: number; strength: number } | null {
  let found: { other: number; strength: number } | null = null;
  for (const [k, [i, j]] of layout.pairs.entries()) {
    if (i !== node && j !== node) continue;
    const other = i === node ? j : i;
    const strength = frame.tie[k]!;
    if (frame.present[other]! > 0 && strength > (found?.strength ?? 0)) found = { other, strength };
  }
  return found;
}

/** Say the whole picture of a side in a few sentences with its main numbers. */
export function summary(voice: Voice, layout: Layout, frame: SideFrame, scale: Scale, side: string): string {
  const n = (value: number): string => voice.count(value);
  const { sum, unmet, capacity } = filling(frame);
  const found = levels(frame);
  const rungs = Array.from({ length: LEVELS }, (_, k) => `${levelName(voice, k)} ${n(found[k]!.waiting + found[k]!.inHand)}`);
  return [
    voice.say("alt_people", { side, adults: n(layout.adults), grids: layout.places.grids.length }),
    voice.say("alt_hours", { given: n(sum), capacity: n(capacity), over: n(unmet) }),
    voice.say("alt_stream", { down: n(frame.stream[0]!), money: n(frame.stream[2]!) }),
    voice.say("alt_cases", { open: n(openCases(frame)), levels: voice.list(rungs, "、") }),
    colours(voice, frame, scale),
  ].join(voice.language === "zh" ? "" : " ");
}

function colours(voice: Voice, frame: SideFrame, scale: Scale): string {
  const values = frame[scale.state];
  const what = voice.state(scale.state);
  if (!STEPS[scale.state]) {
    const [low, high, middle] = [scale.low, scale.high, median(scale.state, values)].map(decimal) as [string, string, string];
    return voice.say("alt_range", { what, low, high, middle });
  }
  const counts = histogram(scale, values);
  const steps = stepNames(voice, scale.state).map((name, k) => `${name} ${voice.count(counts[k]!)}`);
  return voice.say("alt_steps", { what, steps: voice.list(steps, "、") });
}
