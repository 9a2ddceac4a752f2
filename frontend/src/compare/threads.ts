// The threads of a proof as the page lists them, drawn at the places that they speak of.
import { svg, type TemplateResult } from "lit";
import type { Layers, Place } from "./layers.ts";

export interface Thread {
  number: number;
  place: Place;
  resolved: boolean;
}

const POINT = 22;

/** What the rail lists now; threads about the whole picture have no place to be drawn at. */
export function listedThreads(): Thread[] {
  return [...document.querySelectorAll<HTMLElement>("[data-thread][data-place]")].map((item) => ({
    number: Number(item.dataset.thread),
    place: (item.dataset.place ?? "").split(" ").map(Number) as Place,
    resolved: item.hasAttribute("data-resolved"),
  }));
}

export function threadMarks(threads: Thread[], layers: Layers, chosen: number): TemplateResult[] {
  return threads.map((thread) => {
    const at = onScreen(layers, thread.place);
    const kind = `talk ${thread.resolved ? "resolved" : ""} ${thread.number === chosen ? "chosen" : ""}`;
    return svg`<g class=${kind}>
      <rect x=${at.x} y=${at.y} rx="3" width=${at.width} height=${at.height}></rect>
      <circle cx=${at.x} cy=${at.y} r="10"></circle>
      <text x=${at.x} y=${at.y + 4} text-anchor="middle">${thread.number}</text>
    </g>`;
  });
}

/** A point is shown as a small box around it. */
function onScreen(layers: Layers, place: Place): DOMRect {
  const at = layers.onScreen(layers.pixels(place));
  if (at.width > 2 || at.height > 2) return at;
  return new DOMRect(at.x - POINT / 2, at.y - POINT / 2, POINT, POINT);
}
