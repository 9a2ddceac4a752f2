// What a fill is likely to cost, in words.
import type { FillCost } from "./requests.ts";

/** `about 4 s` for a mask of so many pixels. */
export function estimate(cost: FillCost, pixels: number): string {
  const seconds = cost.base_seconds + (cost.seconds_per_megapixel * pixels) / 1e6;
  if (seconds < 1) return "under 1 s";
  if (seconds < 60) return `about ${Math.round(seconds)} s`;
  return `about ${Math.round(seconds / 60)} min`;
}

/** Where the figures come from. */
export function basis(cost: FillCost | undefined): string {
  if (!cost) return "not known";
  return cost.runs
    ? `from the last ${cost.runs} fills here`
    : "as measured on two cores without a GPU";
}
