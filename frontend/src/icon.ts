// An icon of the studio's one set, for elements.
import { html, type TemplateResult } from "lit";
import type { IconName } from "./icons.ts";

const SPRITE = new URL(/* @vite-ignore */ "./icons.svg", import.meta.url).pathname;

export function icon(name: IconName, modifier = ""): TemplateResult {
  return html`<svg class="icon ${modifier}" aria-hidden="true">
    <use href="${SPRITE}#${name}"></use>
  </svg>`;
}
