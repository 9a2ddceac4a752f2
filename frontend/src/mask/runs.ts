// Planes of few values as runs: what undo and drafts keep, small however large the picture is.

/** Pairs of a value and how often it comes, each count at most 2³² − 1. */
export function toRuns(values: Uint8Array): Uint32Array {
  const runs: number[] = [];
  let at = 0;
  while (at < values.length) {
    const value = values[at]!;
    const start = at;
    while (at < values.length && values[at] === value) at += 1;
    runs.push(value, at - start);
  }
  return Uint32Array.from(runs);
}

/** The values of `toRuns`; raises when they are not `length` of them. */
export function fromRuns(runs: Uint32Array, length: number): Uint8Array {
  const values = new Uint8Array(length);
  let at = 0;
  for (let pair = 0; pair + 1 < runs.length; pair += 2) {
    const end = at + runs[pair + 1]!;
    values.fill(runs[pair]!, at, end);
    at = end;
  }
  if (at !== length) throw new Error(`The runs hold ${at} pixels and the picture ${length}.`);
  return values;
}
