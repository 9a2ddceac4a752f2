// A lit element that renders into the page itself, so that the one stylesheet reaches it.
import { LitElement } from "lit";

export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
