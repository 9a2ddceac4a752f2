// <studio-picks>: picks and unpicks a picture where it stands, by its button or by the P key.
// The button belongs to a form, which does the same without scripts.
import { keyName, typing } from "../keys.ts";
import { cardInHand } from "./card.ts";

class StudioPicks extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("submit", this.submitted);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.pressed);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.repeat || typing(event) || keyName(event) !== "P") return;
    const cell = cardInHand(this)?.closest("li");
    const form = cell?.querySelector<HTMLFormElement>("form[data-pick]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  };

  private readonly submitted = (event: SubmitEvent): void => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-pick]");
    if (!form) return;
    event.preventDefault();
    void this.send(form);
  };

  private async send(form: HTMLFormElement): Promise<void> {
    const button = form.querySelector("button");
    const wanted = form.querySelector<HTMLInputElement>("input[name=picked]");
    if (!button || !wanted || form.hasAttribute("data-sending")) return;
    const pick = wanted.value === "yes";
    const body = new FormData(form);
    form.toggleAttribute("data-sending", true);
    show(form, button, wanted, pick);
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (answer.type !== "opaqueredirect") throw new Error(String(answer.status));
      document.dispatchEvent(new CustomEvent("studio-refresh"));
    } catch {
      show(form, button, wanted, !pick);
      button.title = "This could not be kept: the studio did not answer. Try again.";
    } finally {
      form.removeAttribute("data-sending");
    }
  }
}

function show(
  form: HTMLFormElement,
  button: HTMLButtonElement,
  wanted: HTMLInputElement,
  picked: boolean,
): void {
  button.setAttribute("aria-pressed", String(picked));
  wanted.value = picked ? "no" : "yes";
  form.closest("li")?.toggleAttribute("data-picked", picked);
}

customElements.define("studio-picks", StudioPicks);
