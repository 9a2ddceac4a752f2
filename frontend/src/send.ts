// Sends a form with progress, and turns every way it can fail into a sentence.

import type { components } from "./api.d.ts";

type Added = components["schemas"]["CandidateShape"];
type Refusal = components["schemas"]["Refusal"];

export type Sent = { ok: true; id: string } | { ok: false; error: string };

export function csrfToken(): string {
  const field = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return field?.value ?? "";
}

export function send(
  action: string,
  form: FormData,
  progress: (fraction: number) => void,
): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", action);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
    request.addEventListener("load", () => resolve(answer(request)));
    request.addEventListener("error", () => resolve({ ok: false, error: UNREACHED }));
    request.addEventListener("abort", () => resolve({ ok: false, error: UNREACHED }));
    request.send(form);
  });
}

const UNREACHED = "The studio could not be reached, and nothing was kept. Try again.";

function answer(request: XMLHttpRequest): Sent {
  const body: unknown = request.response;
  if (request.status === 201) return { ok: true, id: (body as Added).id };
  const detail = (body as Refusal | null)?.detail;
  if (detail) return { ok: false, error: detail };
  return {
    ok: false,
    error: `The studio answered ${request.status} and kept nothing. Reload the page and try again.`,
  };
}
