// Whatever carries data-copy puts that text on the clipboard when it is pressed, and says so.

const SAID_MS = 1400;

async function copied(event: MouseEvent): Promise<void> {
  const button = (event.target as Element).closest?.<HTMLElement>("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy ?? "");
    button.dataset.said = "Copied";
  } catch {
    // Outside HTTPS and localhost browsers keep the clipboard to themselves.
    button.dataset.said = "Not copied";
  }
  window.setTimeout(() => button.removeAttribute("data-said"), SAID_MS);
}

export function listenForCopies(): void {
  document.addEventListener("click", (event) => void copied(event));
}
