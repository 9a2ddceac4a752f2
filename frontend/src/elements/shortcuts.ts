// <studio-shortcuts>: the list of keys that work on this page, opened by "?".
import { html } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { icon } from "../icon.ts";
import { LightElement } from "./light.ts";

interface Shortcut {
  key: string;
  label: string;
}

class StudioShortcuts extends LightElement {
  static override properties = { shortcuts: { state: true } };
  declare shortcuts: Shortcut[];
  private readonly dialog = createRef<HTMLDialogElement>();

  constructor() {
    super();
    this.shortcuts = [];
  }

  private async open(): Promise<void> {
    this.shortcuts = found();
    await this.updateComplete;
    this.dialog.value?.showModal();
  }

  private close(): void {
    this.dialog.value?.close();
  }

  protected override render(): unknown {
    return html` <button
        class="button quiet only-icon"
        type="button"
        data-key="?"
        data-label="This list"
        title="Keys on this page (?)"
        aria-label="Keys on this page"
        @click=${this.open}
      >
        ${icon("keyboard")}
      </button>
      <dialog class="keys" ${ref(this.dialog)} aria-labelledby="keys-title" @click=${this.outside}>
        <div class="dialog-head">
          <h2 id="keys-title">Keys on this page</h2>
          <button
            class="button quiet only-icon"
            type="button"
            aria-label="Close"
            @click=${this.close}
          >
            ${icon("x")}
          </button>
        </div>
        <dl class="dialog-body">
          ${this.shortcuts.map(
            ({ key, label }) =>
              html`<div>
                <dt>${label}</dt>
                <dd>${keys(key)}</dd>
              </div>`,
          )}
        </dl>
      </dialog>`;
  }

  private outside(event: Event): void {
    if (event.target === this.dialog.value) this.close();
  }
}

function keys(key: string): unknown {
  const words: Record<string, string> = { Arrows: "← ↑ ↓ →" };
  return (words[key] ?? key).split(/[+ ]/).map((part) => html`<kbd>${part}</kbd>`);
}

function found(): Shortcut[] {
  const seen = new Map<string, string>();
  for (const element of document.querySelectorAll<HTMLElement>("[data-key], [data-held-key]")) {
    const held = element.dataset.heldKey;
    const key = held ?? element.dataset.key ?? "";
    // A held key works where it is listed; a pressed one only while its button can be seen.
    if (seen.has(key) || (held === undefined && !element.checkVisibility())) continue;
    seen.set(key, element.dataset.label ?? element.textContent?.trim() ?? "");
  }
  return [...seen].map(([key, label]) => ({ key, label }));
}

customElements.define("studio-shortcuts", StudioShortcuts);
