// <studio-found>: ties each line of found text to its outline on the picture, and hides the
// outlines on demand. The picture, the outlines and the list are the server's.

class StudioFound extends HTMLElement {
  connectedCallback(): void {
    for (const type of ["pointerover", "focusin"]) this.addEventListener(type, this.pointed);
    for (const type of ["pointerout", "focusout"]) this.addEventListener(type, this.left);
    this.addEventListener("click", this.clicked);
    this.toggle?.addEventListener("click", this.toggled);
  }

  private get toggle(): HTMLElement | null {
    return this.querySelector("[data-toggle-outlines]");
  }

  private readonly toggled = (): void => {
    const shown = this.toggle?.getAttribute("aria-pressed") !== "true";
    this.toggle?.setAttribute("aria-pressed", String(shown));
    this.querySelector(".outlines")?.toggleAttribute("data-hidden", !shown);
  };

  private readonly pointed = (event: Event): void => this.light(regionOf(event.target));

  private readonly left = (): void => this.light(undefined);

  private readonly clicked = (event: Event): void => {
    const region = regionOf(event.target);
    if (region === undefined) return;
    const line = this.querySelector<HTMLElement>(`li [data-region="${region}"]`);
    line?.focus();
    line?.scrollIntoView({ block: "nearest" });
  };

  private light(region: string | undefined): void {
    for (const element of this.querySelectorAll<HTMLElement>("[data-region]")) {
      element.toggleAttribute("data-lit", element.dataset.region === region);
    }
  }
}

function regionOf(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target.closest("[data-region]") : null;
  return element?.getAttribute("data-region") ?? undefined;
}

customElements.define("studio-found", StudioFound);
