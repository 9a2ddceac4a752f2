// <studio-conditioning form src>: shows what a form would run with while it is being filled in.
// The part is the server's, fetched anew a moment after the last change and merged.
import { Idiomorph } from "idiomorph";

const PAUSE_MS = 350;

class StudioConditioning extends HTMLElement {
  private form: HTMLFormElement | null = null;
  private waiting = 0;
  private asked: AbortController | undefined;

  connectedCallback(): void {
    this.form = document.querySelector<HTMLFormElement>(`#${this.getAttribute("form") ?? ""}`);
    this.form?.addEventListener("input", this.changed);
    // A browser that went back fills the form in with what was there.
    window.addEventListener("pageshow", this.returned);
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
        body: new FormData(this.form),
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

  private merge(text: string): void {
    this.removeAttribute("data-stale");
    Idiomorph.morph(this, text, { morphStyle: "innerHTML" });
  }

  private fail(why: string): void {
    this.setAttribute("data-stale", `This shows an earlier state of the form: ${why}.`);
  }
}

customElements.define("studio-conditioning", StudioConditioning);
