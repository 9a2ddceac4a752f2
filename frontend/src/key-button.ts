// A key that no button on the page shows: it is found in the list of keys, and pressed by it.
import { html } from "lit";

interface Key {
  key: string;
  /** What it does, in the list of keys. */
  label: string;
  /** What it is called by what reads the page aloud, where the label says more than a name. */
  name?: string;
  act: (event: Event) => void;
}

export function keyButton({ key, label, name = label, act }: Key): unknown {
  return html`<button
    class="unseen"
    type="button"
    tabindex="-1"
    data-key=${key}
    data-label=${label}
    aria-label=${name}
    @click=${act}
  ></button>`;
}
