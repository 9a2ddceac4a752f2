// <studio-found>: ties each line of found text to its outline on the picture, and hides the
// outlines on demand. The picture, the outlines and the list are the server's.

class StudioFound extends HTMLElement {
  connectedCallback(): void {
    for (const type of ["pointerover", "focusin"]) this.addEventListener(type, this.pointed);
    for (const type of ["pointerout", "focusout"]) this.addEventListener(type, this.left);
    this.addEventListener("click", this.clicked);
    this.addEventListener("studio-merged", this.apply);
  }

  /** What a person switched, by name: it stays so when the page is merged anew. */
  private readonly switched = new Map<string, boolean>();

  private readonly apply = (): void => {
    for (const [name, shown] of this.switched) {
      this.querySelector(`[data-toggle=${name}]`)?.setAttribute("aria-pressed", String(shown));
      this.querySelector(`.${name}`)?.toggleAttribute("data-hidden", !shown);
    }
  };

  private readonly pointed = (event: Event): void => this.light(regionOf(event.target));

  private readonly left = (): void => this.light(undefined);

  private readonly clicked = (event: Event): void => {
    const toggle = (event.target as Element).closest<HTMLElement>("[data-toggle]");
    if (toggle) {
      const shown = toggle.getAttribute("aria-pressed") !== "true";
      this.switched.set(toggle.dataset.toggle ?? "", shown);
      this.apply();
      return;
    }
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
