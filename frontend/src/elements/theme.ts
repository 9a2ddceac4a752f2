// <studio-theme>: dark, light or the system's, kept in a cookie so that the server draws it too.
import { html } from "lit";
import { icon } from "../icon.ts";
import type { IconName } from "../icons.ts";
import { LightElement } from "./light.ts";

const THEMES = ["dark", "light", "system"] as const;
type Theme = (typeof THEMES)[number];
const ICON: Record<Theme, IconName> = { dark: "moon", light: "sun", system: "monitor" };
const YEAR = 31_536_000;

class StudioTheme extends LightElement {
  static override properties = { theme: { state: true } };
  declare theme: Theme;

  constructor() {
    super();
    const set = document.documentElement.dataset.theme;
    this.theme = THEMES.find((theme) => theme === set) ?? "dark";
  }

  private next(): void {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? "dark";
    document.documentElement.dataset.theme = this.theme;
    // Not the Cookie Store API: it is not in every browser.
    document.cookie = `theme=${this.theme}; path=/; max-age=${YEAR}; samesite=lax`;
  }

  protected override render(): unknown {
    const label = `Theme: ${this.theme}`;
    return html`<button
      class="button quiet only-icon"
      type="button"
      data-key="Shift+T"
      data-label="Change theme"
      title="${label} (Shift+T)"
      aria-label=${label}
      @click=${this.next}
    >
      ${icon(ICON[this.theme])}
    </button>`;
  }
}

customElements.define("studio-theme", StudioTheme);
