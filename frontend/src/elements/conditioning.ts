// <studio-conditioning form src>: shows what a form would run with while it is being filled in.
// The part is the server's, fetched anew a moment after the last change and merged.
import { Idiomorph } from "idiomorph";

const PAUSE_MS = 350;
const AGAIN_MS = 1000;

class StudioConditioning extends HTMLElement {
  private form: HTMLFormElement | null = null;
  private waiting = 0;
  private asked: AbortController | undefined;

  connectedCallback(): void {
    this.form = document.querySelector<HTMLFormElement>(`#${this.getAttribute("form") ?? ""}`);
    this.form?.addEventListener("input", this.changed);
    // A browser that went back fills the form in with what was there.
    window.addEventListener("pageshow", this.returned);
    this.addEventListener("studio-wanted", this.wanted);
    if (!this.closest("dialog")) this.wanted();
  }

  disconnectedCallback(): void {
    this.form?.removeEventListener("input", this.changed);
    window.removeEventListener("pageshow", this.returned);
    this.asked?.abort();
    window.clearTimeout(this.waiting);
  }

  private readonly changed = (): void => {
    this.setAttribute("aria-busy", "true");
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.ask(), PAUSE_MS);
  };

  /** The page came without it, because it takes a moment: it is asked for once somebody looks. */
  private readonly wanted = (): void => {
    if (this.querySelector("[data-reading]")) void this.ask();
  };

  private readonly returned = (event: PageTransitionEvent): void => {
    if (event.persisted) this.changed();
  };

  private async ask(): Promise<void> {
    if (!this.form) return;
    this.asked?.abort();
    const mine = new AbortController();
    this.asked = mine;
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", {
        method: "POST",
        body: this.fields(this.form),
        signal: mine.signal,
      });
      if (answer.redirected) location.reload();
      else if (answer.ok) this.merge(await answer.text());
      else this.fail(`the studio answered ${answer.status}`);
    } catch (error) {
      if ((error as Error).name !== "AbortError") this.fail("the studio could not be reached");
    } finally {
      if (this.asked === mine) this.removeAttribute("aria-busy");
    }
  }

  /** What is typed and chosen; a file would be sent again with every letter. */
  private fields(form: HTMLFormElement): FormData {
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    return fields;
  }

  private merge(text: string): void {
    this.removeAttribute("data-stale");
    Idiomorph.morph(this, text, { morphStyle: "innerHTML" });
    this.dispatchEvent(new CustomEvent("studio-merged", { bubbles: true }));
    if (!this.querySelector("[data-reading]")) return;
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.ask(), AGAIN_MS);
  }

  private fail(why: string): void {
    this.setAttribute("data-stale", `This shows an earlier state of the form: ${why}.`);
  }
}

customElements.define("studio-conditioning", StudioConditioning);
