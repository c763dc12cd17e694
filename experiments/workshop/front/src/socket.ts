// The line to the room: commands go out with a number and are answered; a broken line is taken up again.

import { decodeEvent, type Command, type Event } from "./protocol";

export type Answer = Extract<Event, { kind: "done" | "refused" }>;

export interface Ear {
  event(event: Event): void;
  frame(buffer: ArrayBuffer): void;
  line(open: boolean): void;
}

export interface Plug {
  binaryType: string;
  readyState: number;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  send(text: string): void;
  close(): void;
}

const SOONEST = 400;
const LATEST = 5000;

export class Line {
  private socket: Plug | null = null;
  private waiting = new Map<number, (answer: Answer | null) => void>();
  private number = 0;
  private pause = SOONEST;
  private ended = false;

  constructor(private readonly plug: () => Plug, private readonly ear: Ear) {
    this.connect();
  }

  /** Say something; gives the answer, or null if the line broke before it came. */
  send(command: Command): Promise<Answer | null> {
    const socket = this.socket;
    if (!socket || socket.readyState !== 1) return Promise.resolve(null);
    const id = ++this.number;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      socket.send(JSON.stringify({ ...command, id }));
    });
  }

  /** Take leave; nothing is taken up again. */
  end(): void {
    this.ended = true;
    this.socket?.close();
  }

  private connect(): void {
    const socket = this.plug();
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.pause = SOONEST;
      this.ear.line(true);
    };
    socket.onmessage = ({ data }) => (typeof data === "string" ? this.hear(data) : this.ear.frame(data as ArrayBuffer));
    socket.onclose = () => this.broken();
  }

  private hear(text: string): void {
    const event = decodeEvent(text);
    if (event.kind === "done" || event.kind === "refused") {
      this.waiting.get(event.id)?.(event);
      this.waiting.delete(event.id);
    }
    this.ear.event(event);
  }

  private broken(): void {
    for (const resolve of this.waiting.values()) resolve(null);
    this.waiting.clear();
    if (this.ended) return;
    this.ear.line(false);
    setTimeout(() => this.ended || this.connect(), this.pause);
    this.pause = Math.min(this.pause * 2, LATEST);
  }
}
