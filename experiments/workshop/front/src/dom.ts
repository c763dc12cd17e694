// Making elements: a tag, what it has, what is in it. No markup is ever read from a text.

export type Child = Node | string | number | null | undefined | false | Child[];
type Props = Record<string, unknown>;

/** Make an element. `onX` listens; true, false and null set and leave out; everything else is an attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props | null = null,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(made, name, value);
  fill(made, ...children);
  return made;
}

function set(element: HTMLElement, name: string, value: unknown): void {
  if (typeof value === "function") element.addEventListener(name.slice(2).toLowerCase(), value as EventListener);
  else if (name.startsWith("aria-") && value !== null && value !== undefined) element.setAttribute(name, String(value));
  else if (value === true) element.setAttribute(name, "");
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
}

/** Put children in the place of those that are there. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...(children.flat(9) as Child[]).filter(shown).map((c) => (c instanceof Node ? c : String(c))));
}

function shown(child: Child): child is Node | string | number {
  return child !== null && child !== undefined && child !== false && child !== "";
}

/** Change a text only if it is another: what is read aloud or selected stays. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const ICONS = {
  play: "M8 5l12 7-12 7z",
  pause: "M7 5h4v14H7zM14 5h4v14h-4z",
  step: "M6 5l9 7-9 7zM17 5h2.5v14H17z",
  close: "M6 6l12 12M18 6L6 18",
  info: "M12 11v6M12 7.2v.6M12 3a9 9 0 110 18 9 9 0 010-18z",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
  undo: "M9 6L4 11l5 5M4 11h10a5 5 0 010 10h-3",
  more: "M5 12h.01M12 12h.01M19 12h.01",
} as const;

/** A small drawing beside a word, or instead of one that is said otherwise. */
export function icon(name: keyof typeof ICONS): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${["play", "pause", "step"].includes(name) ? "solid" : "line"}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}
