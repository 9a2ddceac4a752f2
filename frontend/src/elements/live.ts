// <studio-live stream after src about?>: keeps a part of the page as the server has it now.
// What moves often (progress) is set in place; for all else the part is fetched again and merged,
// so that a live page and a reloaded one are the same page.
import { Idiomorph } from "idiomorph";
import { connect, type StudioEvent } from "../connection.ts";

const GATHER_MS = 120;

export class StudioLive extends HTMLElement {
  private waiting = 0;
  private fetching = false;
  private again = false;
  private unfollow: (() => void) | undefined;

  connectedCallback(): void {
    const connection = connect(this.attribute("stream"), Number(this.attribute("after")));
    const onEvent = (event: Event) => this.happened((event as CustomEvent<StudioEvent>).detail);
    const onRefresh = () => this.refreshSoon();
    connection.addEventListener("event", onEvent);
    document.addEventListener("studio-refresh", onRefresh);
    this.unfollow = () => {
      connection.removeEventListener("event", onEvent);
      document.removeEventListener("studio-refresh", onRefresh);
    };
  }

  disconnectedCallback(): void {
    this.unfollow?.();
    window.clearTimeout(this.waiting);
  }

  protected attribute(name: string): string {
    return this.getAttribute(name) ?? "";
  }

  protected happened(event: StudioEvent): void {
    if (!this.concerns(event)) return;
    if (event.kind === "step.progress") this.progressed(event);
    else this.refreshSoon();
  }

  /** Without `about` every event of the stream matters; with it, those that name one of its ids. */
  private concerns(event: StudioEvent): boolean {
    const about = this.getAttribute("about");
    if (about === null) return true;
    const ids = about.split(" ");
    return [event.job, ...Object.values(event.payload)].some((value) =>
      ids.includes(String(value)),
    );
  }

  private progressed(event: StudioEvent): void {
    const step = this.querySelector(`[data-step="${event.payload.step}"]`);
    const bar = step?.querySelector("progress");
    if (!step || !bar) return;
    bar.value = Number(event.payload.fraction);
    const note = step.querySelector("[data-note]");
    if (note) note.textContent = String(event.payload.note ?? "");
    const percent = step.querySelector("[data-percent]");
    if (percent) percent.textContent = `${Math.round(bar.value * 100)} %`;
  }

  protected refreshSoon(): void {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.refresh(), GATHER_MS);
  }

  private async refresh(): Promise<void> {
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    try {
      const answer = await fetch(this.attribute("src"), { headers: { Accept: "text/html" } });
      if (answer.redirected || answer.status === 404) location.reload();
      else if (answer.ok) this.merge(await answer.text());
      else this.again = answer.status >= 500;
    } catch {
      // The server is away: what happened meanwhile is fetched as soon as it is back.
      this.again = true;
    } finally {
      this.fetching = false;
      if (this.again) {
        this.again = false;
        this.waiting = window.setTimeout(() => void this.refresh(), 1000);
      }
    }
  }

  protected merge(text: string): void {
    Idiomorph.morph(this, text, { morphStyle: "innerHTML", ignoreActiveValue: true });
    this.dispatchEvent(new CustomEvent("studio-merged", { bubbles: true }));
  }
}

customElements.define("studio-live", StudioLive);
