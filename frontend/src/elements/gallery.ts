// <studio-gallery>: a live grid that never moves under the cursor: what others add while somebody
// points at a picture or walks through the grid waits behind a button.
import type { StudioEvent } from "../connection.ts";
import { StudioLive } from "./live.ts";

class StudioGallery extends StudioLive {
  private readonly mine = new Set<string>();

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("candidate-uploaded", this.uploaded);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("candidate-uploaded", this.uploaded);
  }

  private readonly uploaded = (event: Event): void => {
    this.mine.add((event as CustomEvent<{ candidate: string }>).detail.candidate);
    this.refreshSoon();
  };

  protected override happened(event: StudioEvent): void {
    if (event.kind !== "step.progress" && event.kind !== "step.started") super.happened(event);
  }

  protected override merge(text: string): void {
    const coming = document.createElement("template");
    coming.innerHTML = text;
    const strangers = [...coming.content.querySelectorAll<HTMLElement>("[data-card]")].filter(
      (card) => !document.getElementById(card.id) && !this.mine.has(card.dataset.card ?? ""),
    );
    const busy = this.querySelector(".grid:hover, .grid :focus-visible") !== null;
    if (busy) for (const card of strangers) card.closest("li")?.remove();
    this.announce(busy ? strangers.length : 0, text);
    super.merge(busy ? coming.innerHTML : text);
  }

  private announce(count: number, text: string): void {
    const button = document.querySelector<HTMLButtonElement>("[data-new-candidates]");
    if (!button) return;
    button.hidden = count === 0;
    button.textContent = `Show ${count} new`;
    button.onclick = () => {
      button.hidden = true;
      super.merge(text);
    };
  }
}

customElements.define("studio-gallery", StudioGallery);
