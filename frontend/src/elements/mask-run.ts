// A run of an edit as the mask editor shows it: its steps, then the way to the proof.
import { html, nothing } from "lit";
import { icon } from "../icon.ts";
import type { IconName } from "../icons.ts";
import type { Followed } from "../mask/following.ts";
import type { JobDetail, Proof } from "../mask/requests.ts";

const WORDS: Record<string, string> = {
  canonical: "Draw the sample again",
  take_mask: "Take the mask",
  inpaint: "Fill it",
  remove_object: "Remove the object",
  gate: "Check the result",
};
const SHAPES: Record<string, IconName> = {
  waiting: "circle-dashed",
  queued: "clock",
  running: "loader-circle",
  done: "circle-check",
  failed: "circle-x",
  cancelled: "ban",
};
const TONES: Record<string, string> = { running: "busy", done: "good", failed: "bad" };

export function runView(
  run: Followed,
  proof: Proof | undefined,
  project: string,
  cancel: () => void,
): unknown {
  const { detail } = run;
  if (!detail) return html`<p class="state busy">${icon("loader-circle", "turning")} Queued</p>`;
  return html`<div class="mask-run" data-state=${detail.status}>
    ${run.isOver ? ending(detail, proof, project) : underWay(run, detail, cancel)}
  </div>`;
}

function underWay(run: Followed, detail: JobDetail, cancel: () => void): unknown {
  const done = detail.steps.filter((step) => step.status === "done").length;
  return html`<progress
      max=${detail.steps.length}
      .value=${done + run.fraction}
      aria-label="Progress of the edit"
    ></progress>
    <ol class="small">
      ${detail.steps.map(
        (step) =>
          html`<li>
            <span class="state ${TONES[step.status] ?? ""}"
              >${icon(SHAPES[step.status] ?? "circle-dashed", step.status === "running" ? "turning" : "")}
              ${WORDS[step.stage] ?? step.stage}</span
            >${step.status === "running" ? html`<span class="tiny soft clip">${run.note}</span>` : nothing}
          </li>`,
      )}
    </ol>
    <button
      class="button quiet"
      type="button"
      ?disabled=${detail.cancel_requested}
      @click=${cancel}
    >
      ${icon("ban")} ${detail.cancel_requested ? "Stopping" : "Cancel"}
    </button>`;
}

function ending(detail: JobDetail, proof: Proof | undefined, project: string): unknown {
  if (detail.status === "failed") {
    return html`<div class="notice bad" role="alert">
      ${icon("circle-x")}
      <div>
        <p>${detail.error || "The edit failed."}</p>
        <p class="soft">The mask is kept. <a href="/jobs/${detail.id}/">See its steps</a></p>
      </div>
    </div>`;
  }
  if (detail.status === "cancelled" || !proof) {
    return html`<p class="state">${icon("ban")} Cancelled. The mask is kept.</p>`;
  }
  const passed = detail.verdict === "pass";
  return html`<div class="mask-done">
    <img src="/projects/${project}/artifacts/${detail.result}/thumbnail/?width=160" alt="" />
    <div class="stack tight">
      <p class="state ${passed ? "good" : "bad"}">
        ${icon(passed ? "shield-check" : "shield-alert")} Revision ${proof.revision}:
        ${passed ? "gate passed" : "gate failed"}
      </p>
      <a
        class="button primary"
        href="/proofs/${proof.id}/"
        data-key="C"
        data-label="Compare with the picture"
        >${icon("columns-2")} Compare <kbd>C</kbd></a
      >
    </div>
  </div>`;
}
