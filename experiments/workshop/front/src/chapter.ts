// The guided chapters: a text, a question that everyone answers before anything is shown, and then the votes.

import type { App, Panel } from "./app";
import { fill, h, icon, type Child } from "./dom";
import type { ChapterPage, ChapterText, Outcome, QuestionText } from "./protocol";
import { bound } from "./sheet";
import { three } from "./words";

export class Guide implements Panel {
  readonly root = h("section", { class: "guide", "aria-labelledby": "guide-title" });
  private key = "";

  constructor(private readonly app: App) {
    this.update();
  }

  /** The chapter and page that the room is on. */
  get place(): { chapter: ChapterText; page: ChapterPage } | null {
    const chapter = this.app.book.chapters.find((c) => c.id === this.app.state?.chapter);
    const page = chapter?.pages[this.app.state?.page ?? 0];
    return chapter && page ? { chapter, page } : null;
  }

  turn(by: number): void {
    const { state } = this.app;
    const place = this.place;
    if (!state || !place || !this.app.leads) return;
    const page = state.page + by;
    if (place.chapter.pages[page]) void this.app.send({ kind: "chapter", chapter: place.chapter.id, page });
  }

  update(): void {
    const { app } = this;
    const { state } = app;
    const key = JSON.stringify([state?.chapter, state?.page, state?.question, this.due(), state?.busy, app.role, app.clients, [...app.voted]]);
    if (!state || key === this.key) return;
    this.key = key;
    const focus = this.root.contains(document.activeElement) ? document.activeElement?.getAttribute("data-act") : null;
    fill(this.root, this.question(), this.place ? this.page() : this.contents());
    if (focus) this.root.querySelector<HTMLElement>(`[data-act="${focus}"]`)?.focus();
  }

  /** Weeks that must still pass before the chapter's question can be answered. */
  private due(): number {
    return Math.max(0, (this.place?.chapter.weeks ?? 0) - this.app.week);
  }

  /** Show what came out, and turn to the page that speaks of it. */
  private async reveal(): Promise<void> {
    const answer = await this.app.send({ kind: "reveal" });
    const next = this.place?.chapter.pages[(this.app.state?.page ?? 0) + 1];
    if (answer?.kind === "done" && next?.reveal) this.turn(1);
  }

  private contents(): Child {
    const { t, pick } = bound(this.app);
    const { app } = this;
    const entry = (c: ChapterText, k: number) => h("li", null, app.leads
      ? h("button", { "data-act": `chapter-${k}`, onclick: () => void app.send({ kind: "chapter", chapter: c.id, page: 0 }) }, pick(c.title)) : pick(c.title));
    return [h("h2", { id: "guide-title" }, t("chapters")), h("p", null, t("chapters_how")), h("ol", { class: "contents" }, app.book.chapters.map(entry))];
  }

  private page(): Child {
    const { app } = this;
    const { t, pick } = bound(app);
    const { chapter, page } = this.place!;
    const at = app.state!.page;
    const paragraphs = pick(page.text).split(/\n\s*\n/).map((part) => h("p", null, part.replace(/\s*\n\s*/g, app.words.language === "zh" ? "" : " ")));
    const asked = page.question && app.state?.question?.id !== page.question.id;
    return [h("p", { class: "soft" }, t("chapter_place", { title: pick(chapter.title), page: at + 1, of: chapter.pages.length })), h("h2", { id: "guide-title" }, pick(page.title)), paragraphs,
      asked && app.leads && h("div", { class: "row" }, h("button", { class: "strong", "data-act": "ask", onclick: () => void app.send({ kind: "ask", question: page.question!.id }) }, t("ask"))),
      app.leads && h("nav", { class: "row", "aria-label": t("chapters") },
        h("button", { "data-act": "back", disabled: at === 0, onclick: () => this.turn(-1) }, icon("left"), t("page_back")),
        h("button", { "data-act": "on", disabled: at + 1 >= chapter.pages.length, onclick: () => this.turn(1) }, t("page_on"), icon("right")),
        h("button", { "data-act": "free", onclick: () => void app.send({ kind: "chapter", chapter: null, page: 0 }) }, t("chapter_leave")))];
  }

  /** The question that is open or was revealed: first the answers to choose from, after the reveal the votes. */
  private question(): Child {
    const { app } = this;
    const { t, pick } = bound(app);
    const open = app.state?.question;
    const text = open && findQuestion(app.book.chapters, open.id);
    if (!open || !text) return null;
    const most = Math.max(1, ...(open.counts ?? []));
    const own = app.voted.get(open.id);
    const vote = (k: number) => {
      app.voted.set(open.id, k);
      void app.send({ kind: "vote", question: open.id, answer: k }).then((answer) => {
        if (answer?.kind !== "done") app.voted.delete(open.id);
        this.update();
      });
      this.update();
    };
    const option = (label: string, k: number) => {
      const count = open.counts?.[k];
      const right = open.answer?.option === k;
      if (count === undefined) return h("li", null, h("button", { class: "answer", "data-act": `vote-${k}`, "aria-pressed": own === k, onclick: () => vote(k) }, label));
      const bar = h("i", null);
      bar.style.setProperty("--long", String(count / most));
      return h("li", { class: right ? "result borne" : "result" }, h("span", null, right && "✓ ", label, own === k && h("span", { class: "soft" }, ` ${t("your_vote")}`)), h("span", { class: "bar" }, bar), h("span", { class: "figures" }, t("votes_n", { n: count })));
    };
    return h("section", { class: "question", "aria-label": t("question") }, h("h2", null, pick(text.text)), h("ul", null, text.answers.map((a, k) => option(pick(a), k))),
      h("p", { class: "soft", role: "status" }, open.open ? t("votes_in", { n: open.votes, of: app.clients }) : t("votes_shown", { n: open.votes }), " ", open.open && own !== undefined && t("vote_kept")),
      open.answer && h("p", { class: "outcome" }, this.outcome(open.answer)),
      open.answer && h("ul", { class: "findings" }, open.answer.findings.map((finding) => h("li", null, pick(finding)))),
      app.leads && open.open && h("div", { class: "row" },
        this.due() > 0 && h("button", { "data-act": "run", disabled: app.state?.busy, onclick: () => void app.send({ kind: "skip", weeks: this.due() }) }, t("run_to", { week: this.place!.chapter.weeks })),
        h("button", { class: "strong", "data-act": "reveal", disabled: this.due() > 0, onclick: () => void this.reveal() }, t("reveal"))));
  }

  private outcome(found: Outcome): string {
    const { t, pick } = bound(this.app);
    const indicator = this.app.indicator(found.indicator);
    const values = found.B === null ? three(found.A) : [`A ${three(found.A)}`, `B ${three(found.B)}`, `B − A ${three(found.difference, true)}`].join(this.app.words.comma);
    return t("outcome", { label: pick(indicator?.label), values, unit: pick(indicator?.unit) });
  }
}

export function findQuestion(chapters: ChapterText[], id: string): QuestionText | null {
  for (const page of chapters.flatMap((c) => c.pages)) if (page.question?.id === id) return page.question;
  return null;
}
