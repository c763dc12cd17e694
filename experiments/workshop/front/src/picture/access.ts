// The same picture without sight or pointer: a hidden list of what can be picked.

import type { Item } from "./types";

export interface Group {
  title: string;
  /** What can be picked; nothing where there is nothing to pick just now. */
  entries: { name: string; item: () => Item | null }[];
}

/** Hide from the eye, not from a screen reader. */
export function hide(element: HTMLElement): void {
  Object.assign(element.style, {
    position: "absolute", left: "0", top: "0", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)", whiteSpace: "nowrap",
  });
}

/** A list in groups: Tab goes from group to group, arrows within one, Enter picks; the picture rings what has the focus. */
export class HiddenList {
  readonly element = document.createElement("div");
  private buttons: HTMLButtonElement[][] = [];

  constructor(private readonly onFocus: (item: Item | null) => void, private readonly onPick: (item: Item) => void) {
    hide(this.element);
  }

  /** Say what there is; as long as it is as much, the buttons stay and with them the focus. */
  fill(groups: Group[]): void {
    const fits = groups.length === this.buttons.length && groups.every((group, g) => group.entries.length === this.buttons[g]!.length);
    if (!fits) {
      this.buttons = groups.map((group) => group.entries.map((_, k) => this.button(k)));
      this.element.replaceChildren(...this.buttons.map(toolbar));
    }
    groups.forEach(({ title, entries }, g) => {
      this.element.children[g]!.setAttribute("aria-label", title);
      entries.forEach(({ name, item }, k) => {
        const button = this.buttons[g]![k]!;
        if (button.textContent !== name) button.textContent = name;
        button.onfocus = () => this.onFocus(item());
        button.onclick = () => {
          const picked = item();
          if (picked) this.onPick(picked);
        };
      });
    });
  }

  private button(k: number): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = k ? -1 : 0;
    button.onblur = () => this.onFocus(null);
    return button;
  }
}

function toolbar(buttons: HTMLButtonElement[]): HTMLElement {
  const bar = document.createElement("div");
  bar.setAttribute("role", "toolbar");
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => {
    const k = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const steps: Record<string, number> = {
      ArrowRight: k + 1, ArrowDown: k + 1, ArrowLeft: k - 1, ArrowUp: k - 1, Home: 0, End: buttons.length - 1,
    };
    const next = buttons[steps[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  return bar;
}
