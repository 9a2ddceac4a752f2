// <studio-grid>: the arrow keys walk through the cards in it, in the columns they stand in; M opens
// the mask editor of the card in hand.
import { keyName, typing } from "../keys.ts";
import { cardInHand, cardsIn } from "./card.ts";

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

class StudioGrid extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.walk);
    document.addEventListener("keydown", this.edit);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.walk);
    document.removeEventListener("keydown", this.edit);
  }

  private readonly edit = (event: KeyboardEvent): void => {
    if (keyName(event) !== "M" || typing(event)) return;
    const address = cardInHand(this)?.dataset.edit;
    if (address) location.assign(address);
  };

  private readonly walk = (event: KeyboardEvent): void => {
    if (!ARROWS.includes(event.key) || typing(event)) return;
    const cards = cardsIn(this);
    const here = cards.indexOf(document.activeElement as HTMLElement);
    const next = here < 0 ? cards[0] : cards[neighbour(cards, here, event.key)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
}

function neighbour(cards: HTMLElement[], here: number, key: string): number {
  const top = cards[0]?.getBoundingClientRect().top;
  const columns = cards.filter((card) => card.getBoundingClientRect().top === top).length;
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

customElements.define("studio-grid", StudioGrid);
