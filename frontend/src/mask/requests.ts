// What the editor asks of the studio, and every way that can fail as a sentence.
import type { components } from "../api.d.ts";
import { csrfToken } from "../send.ts";

export type Letters = components["schemas"]["LettersShape"];
export type FillCost = components["schemas"]["FillCostShape"];
export type JobDetail = components["schemas"]["JobDetail"];
export type Proof = components["schemas"]["ProofShape"];

/** What is to fill the mask. */
export interface Wish {
  strategy: string;
  hint: string;
  /** Empty: one is drawn. */
  seed: string;
  /** Of an object: move the mask to its edge, take its shadow along. */
  snap: boolean;
  shadow: boolean;
}

/** A refusal or a lost connection, in words for the person at the page. */
export class Refused extends Error {}

async function asked<T>(address: string, init?: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(address, {
      ...init,
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    });
  } catch {
    throw new Refused("The studio could not be reached.");
  }
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body as T;
  if (answer.status === 401) throw new Refused("You are signed out: sign in again in another tab.");
  const detail = (body as { detail?: string } | null)?.detail;
  throw new Refused(detail || `The studio answered ${answer.status}.`);
}

export function letters(candidate: string): Promise<Letters> {
  return asked(`/api/candidates/${candidate}/letters/`);
}

export function lookForLetters(candidate: string): Promise<Letters> {
  return asked(`/api/candidates/${candidate}/letters/`, { method: "PUT" });
}

export function fillCosts(): Promise<FillCost[]> {
  return asked("/api/fill-costs/");
}

export function job(id: string): Promise<JobDetail> {
  return asked(`/api/jobs/${id}/`);
}

export function cancel(id: string): Promise<JobDetail> {
  return asked(`/api/jobs/${id}/cancel/`, { method: "POST" });
}

/** Send a mask, the found regions in it, and what is to fill it. */
export function edit(
  candidate: string,
  mask: Blob,
  regions: { id: number; dilation: number }[],
  foundBy: string | undefined,
  wish: Wish,
): Promise<Proof> {
  const form = new FormData();
  form.set("mask", mask, "mask.png");
  form.set("regions", JSON.stringify(regions));
  if (foundBy && regions.length) form.set("found_by", foundBy);
  form.set("strategy", wish.strategy);
  form.set("hint", wish.hint.trim());
  form.set("snap", String(wish.snap));
  form.set("take_shadow", String(wish.shadow));
  if (wish.seed !== "") form.set("seed", wish.seed);
  return asked(`/api/candidates/${candidate}/edits/`, { method: "POST", body: form });
}
