// The one registry of keys: whatever carries data-key is pressed by that key.

/** A person who is typing, or answering a dialog, gets their keys for themselves. */
export function typing(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("textarea, select, dialog")) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "range", "button", "submit"].includes(input.type);
}

/** The key as pages write it: "Shift+N", "n", "?", "Space". */
export function keyName(event: KeyboardEvent): string {
  if (event.key === " ") return "Space";
  if (event.key.length === 1 && /[a-z]/i.test(event.key)) {
    return event.shiftKey ? `Shift+${event.key.toUpperCase()}` : event.key.toUpperCase();
  }
  return event.key;
}

export function boundTo(key: string): HTMLElement | undefined {
  const bound = document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  return [...bound].find((element) => element.checkVisibility() && !element.closest("dialog"));
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || typing(event)) return;
  const element = boundTo(keyName(event));
  if (!element) return;
  event.preventDefault();
  // What cannot be taken back is only brought under the Enter key.
  if (element.hasAttribute("data-key-focuses")) element.focus();
  else if (element.matches("textarea, select, input:not([type=file])")) element.focus();
  else element.click();
}

/** A long form with data-ctrl-enter is sent from any of its fields. */
function send(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.repeat || !(event.ctrlKey || event.metaKey)) return;
  const form = (event.target as Element).closest<HTMLFormElement>("form[data-ctrl-enter]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

export function listenForKeys(): void {
  document.addEventListener("keydown", press);
  document.addEventListener("keydown", send);
}
