// The picture in a grid that a key is meant for.

/** The card with the focus, or the one under the pointer when no card has it. */
export function cardInHand(grid: HTMLElement): HTMLElement | null {
  const focused = document.activeElement?.closest("li")?.querySelector<HTMLElement>("[data-card]");
  if (focused && grid.contains(focused)) return focused;
  return grid.querySelector<HTMLElement>("li:hover [data-card]");
}

/** The cards that can be walked to: those of closed stacks cannot. */
export function cardsIn(grid: HTMLElement): HTMLElement[] {
  return [...grid.querySelectorAll<HTMLElement>("[data-card]")].filter((card) =>
    card.checkVisibility(),
  );
}
