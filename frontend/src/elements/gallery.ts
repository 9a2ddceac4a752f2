// <studio-gallery>: a live grid that never moves under the cursor; arrows walk through it.
import type { StudioEvent } from "../connection.ts";
import { typing } from "../keys.ts";
import { StudioLive } from "./live.ts";

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

class StudioGallery extends StudioLive {
  private mine = new Set<string>();
  private held = "";

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("candidate-uploaded", this.uploaded);
    document.addEventListener("keydown", this.walk);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("candidate-uploaded", this.uploaded);
    document.removeEventListener("keydown", this.walk);
  }

  private readonly uploaded = (event: Event): void => {
    this.mine.add((event as CustomEvent<{ candidate: string }>).detail.candidate);
    this.refreshSoon();
  };

  protected override happened(event: StudioEvent): void {
    if (event.kind === "step.progress" || event.kind === "step.started") return;
    super.happened(event);
  }

  protected override merge(text: string): void {
    const coming = document.createRange().createContextualFragment(text);
    const strangers = [...coming.querySelectorAll<HTMLElement>("[data-card]")].filter(
      (card) => !document.getElementById(card.id) && !this.mine.has(card.dataset.card ?? ""),
    );
    const busy = this.querySelector(".grid:hover, .grid :focus-visible") !== null;
    if (!busy || strangers.length === 0) {
      this.announce(0);
      super.merge(text);
      return;
    }
    this.held = text;
    this.announce(strangers.length);
    for (const card of strangers) card.parentElement?.remove();
    const kept = document.createElement("div");
    kept.append(coming);
    super.merge(kept.innerHTML);
  }

  private announce(count: number): void {
    const button = document.querySelector<HTMLButtonElement>("[data-new-candidates]");
    if (!button) return;
    button.hidden = count === 0;
    button.textContent = `${count} new: show`;
    button.onclick = () => {
      button.hidden = true;
      super.merge(this.held);
    };
  }

  private readonly walk = (event: KeyboardEvent): void => {
    if (!ARROWS.includes(event.key) || typing(event)) return;
    const cards = [...this.querySelectorAll<HTMLElement>("[data-card]")];
    const here = cards.indexOf(document.activeElement as HTMLElement);
    const next = here < 0 ? cards[0] : cards[neighbour(cards, here, event.key)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
}

function neighbour(cards: HTMLElement[], here: number, key: string): number {
  const top = cards[0]?.offsetTop;
  const columns = Math.max(1, cards.filter((card) => card.offsetTop === top).length);
  const moves: Record<string, number> = {
    ArrowLeft: here - 1,
    ArrowRight: here + 1,
    ArrowUp: here - columns,
    ArrowDown: here + columns,
    Home: 0,
    End: cards.length - 1,
  };
  const to = moves[key] ?? here;
  return to < 0 || to >= cards.length ? here : to;
}

customElements.define("studio-gallery", StudioGallery);
