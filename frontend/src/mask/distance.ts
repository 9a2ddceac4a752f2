// The exact squared Euclidean distance to the nearest marked pixel, in linear time
// (P. Felzenszwalb, D. Huttenlocher, Distance Transforms of Sampled Functions, 2012).

const FAR = 1e9;

/**
 * For each pixel the squared distance to the nearest pixel of `marked` that is not 0; distances
 * whose square passes `cap` (at most 65535) are told as `cap`. Row by row, width × height.
 */
export function squaredDistances(
  marked: Uint8Array,
  width: number,
  height: number,
  cap: number,
): Uint16Array {
  const columns = downColumns(marked, width, height);
  const result = new Uint16Array(width * height);
  const row = new Float64Array(width);
  const parabolas = new Int32Array(width);
  const edges = new Float64Array(width + 1);
  for (let y = 0; y < height; y += 1) {
    const start = y * width;
    for (let x = 0; x < width; x += 1) row[x] = columns[start + x]!;
    lowerEnvelope(row, parabolas, edges, (x, squared) => {
      result[start + x] = Math.min(cap, squared);
    });
  }
  return result;
}

/** Squared distances along each column alone: two sweeps are enough there. */
function downColumns(marked: Uint8Array, width: number, height: number): Float64Array {
  const squared = new Float64Array(width * height);
  for (let x = 0; x < width; x += 1) {
    let away = FAR;
    for (let y = 0; y < height; y += 1) {
      const at = y * width + x;
      away = marked[at] ? 0 : away + 1;
      squared[at] = away;
    }
    away = FAR;
    for (let y = height - 1; y >= 0; y -= 1) {
      const at = y * width + x;
      away = marked[at] ? 0 : away + 1;
      const nearest = Math.min(squared[at]!, away);
      squared[at] = nearest >= FAR ? FAR : nearest * nearest;
    }
  }
  return squared;
}

/** Along one row, the least of the parabolas that rise from each pixel's own value. */
function lowerEnvelope(
  values: Float64Array,
  parabolas: Int32Array,
  edges: Float64Array,
  give: (x: number, squared: number) => void,
): void {
  let last = 0;
  parabolas[0] = 0;
  edges[0] = -Infinity;
  edges[1] = Infinity;
  for (let x = 1; x < values.length; x += 1) {
    let meets = meeting(values, parabolas[last]!, x);
    while (meets <= edges[last]!) {
      last -= 1;
      meets = meeting(values, parabolas[last]!, x);
    }
    last += 1;
    parabolas[last] = x;
    edges[last] = meets;
    edges[last + 1] = Infinity;
  }
  let here = 0;
  for (let x = 0; x < values.length; x += 1) {
    while (edges[here + 1]! < x) here += 1;
    const from = parabolas[here]!;
    give(x, (x - from) ** 2 + values[from]!);
  }
}

/** Where the parabola at `two` begins to lie below the one at `one`. */
function meeting(values: Float64Array, one: number, two: number): number {
  return (values[two]! + two * two - values[one]! - one * one) / (2 * (two - one));
}
