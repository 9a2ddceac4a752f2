// The buttons over the compare viewer, each with its key.
import { html, nothing } from "lit";
import { icon } from "../icon.ts";
import type { IconName } from "../icons.ts";
import type { Mode } from "./layers.ts";

interface Tool {
  key: string;
  label: string;
  icon: IconName;
  act: () => void;
  /** Of a tool that is switched on and off. */
  on?: boolean;
}

export const MODES: { mode: Mode; key: string; label: string; icon: IconName }[] = [
  { mode: "wipe", key: "1", label: "Wipe", icon: "split" },
  { mode: "flicker", key: "2", label: "Flicker", icon: "replace" },
  { mode: "side", key: "3", label: "Side", icon: "columns-2" },
  { mode: "difference", key: "4", label: "Difference", icon: "blend" },
];

export function toolButton({ key, label, icon: name, act, on }: Tool): unknown {
  return html`<button
    class="button"
    type="button"
    data-key=${key}
    data-label=${label}
    title=${label}
    aria-pressed=${on === undefined ? nothing : on}
    @click=${act}
  >
    ${icon(name)} <span>${label}</span> <kbd>${key}</kbd>
  </button>`;
}
