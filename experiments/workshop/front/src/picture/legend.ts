// The legend: what the colours of residents mean, in words, numbers and counts.

import { ink } from "../colours";
import { levelName, LEVELS } from "./ladder";
import { decimal, type Pen, type Voice } from "./pen";
import { histogram, median, type Scale, STEPS } from "./scale";
import type { Box, SideFrame, State } from "./types";

export function drawLegend(pen: Pen, box: Box, scale: Scale, frame: SideFrame): void {
  const { small } = pen;
  const title = pen.lines(pen.state(scale.state), box.w, 1, small, 600)[0]!;
  pen.write(title, box.x, box.y + small * 0.6, { colour: ink, weight: 600 });
  const after = box.x + pen.width(title, small, 600) + small;
  const notes = ["dot", "tie", "bar", "hollow"].map((key) => pen.say(key));
  while (notes.length && pen.width(notes.join(" · ")) > box.x + box.w - after) notes.pop();
  pen.write(notes.join(" · "), after, box.y + small * 0.6);
  const below = { ...box, y: box.y + small * 1.45 };
  if (STEPS[scale.state]) drawSteps(pen, below, scale, frame);
  else drawRange(pen, below, scale, frame);
}

/** Names of the steps of a scale, from none upwards. */
export function stepNames(voice: Voice, state: State): string[] {
  if (state === "acted") return ["none", "voted", "volunteered", "deliberated"].map((key) => voice.say(key));
  return [voice.say("no_case"), ...Array.from({ length: LEVELS }, (_, k) => levelName(voice, k))];
}

/** Write the steps with their counts; where two rows would not hold them, only the first: the ladder has the others. */
function drawSteps(pen: Pen, box: Box, scale: Scale, frame: SideFrame): void {
  const { small } = pen;
  const counts = histogram(scale, frame[scale.state]);
  const swatch = small * 0.72;
  let texts = stepNames(pen, scale.state).map((name, k) => `${name} ${pen.count(counts[k]!)}`);
  const placed = (): [number, number][] => {
    let [x, row] = [0, 0];
    return texts.map((text) => {
      const w = swatch + 5 + pen.width(text);
      if (x && x + w > box.w) [x, row] = [0, row + 1];
      x += w + small;
      return [x - w - small, row];
    });
  };
  const tooMany = placed().some(([, row]) => row > 1);
  if (tooMany) texts = texts.slice(0, 1);
  placed().forEach(([dx, row], k) => {
    const y = box.y + small * (0.6 + 1.3 * row);
    pen.disc(scale.colours[k]!, box.x + dx + swatch / 2, y, swatch / 2);
    pen.write(texts[k]!, box.x + dx + swatch + 5, y, { colour: ink });
  });
  if (tooMany) pen.write(pen.say("as_ladder"), box.x, box.y + small * 1.9);
}

function drawRange(pen: Pen, box: Box, scale: Scale, frame: SideFrame): void {
  const { small } = pen;
  const values = frame[scale.state];
  const low = `${pen.say(`low_${scale.state}`)} ${decimal(scale.low)}`;
  const high = `${decimal(scale.high)} ${pen.say(`high_${scale.state}`)}`;
  const middle = pen.say("half_below", { value: decimal(median(scale.state, values)) });
  const from = box.x + pen.width(low) + 8;
  const wide = Math.max(40, Math.min(box.x + box.w - from - pen.width(high) - 8, 260));
  const counts = histogram(scale, values);
  const most = Math.max(1, ...counts);
  const step = wide / counts.length;
  const floor = box.y + small * 1.65;
  counts.forEach((n, k) => {
    const h = (n / most) * small * 0.95;
    pen.rect(scale.colours[k]!, from + k * step, floor - 7, step + 0.4, 7);
    pen.rect(scale.colours[k]!, from + k * step + 0.5, floor - 8 - h, Math.max(1, step - 1), h);
  });
  pen.write(low, box.x, floor - 3, { colour: ink });
  pen.write(high, from + wide + 8, floor - 3, { colour: ink });
  const after = from + wide + 8 + pen.width(high) + small;
  if (box.x + box.w - after > pen.width(middle)) pen.write(middle, after, floor - 3);
}
