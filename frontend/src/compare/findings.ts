// The gate's findings, drawn over the window at the place of the picture they speak of.
import { svg, type TemplateResult } from "lit";
import type { Box, Layers } from "./layers.ts";

export interface Finding {
  number: number;
  title: string;
  box: Box;
  failed: boolean;
  note: string;
}

const MARGIN = 6;

export function outlines(findings: Finding[], layers: Layers, chosen: number): TemplateResult[] {
  return findings.map((finding) => {
    const at = layers.onScreen(finding.box);
    const kind = `finding ${finding.failed ? "failed" : ""} ${finding.number === chosen ? "chosen" : ""}`;
    return svg`<g class=${kind}>
      <rect x=${at.x - MARGIN} y=${at.y - MARGIN} rx="3"
        width=${at.width + 2 * MARGIN} height=${at.height + 2 * MARGIN}></rect>
      <text x=${at.x - MARGIN} y=${at.y - MARGIN - 5}>${finding.number}</text>
    </g>`;
  });
}
