"""Canonical renders: ask for one, cancel it, try it again."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from editor import access
from editor.actions import claims
from editor.actions.canonical import whole_recipe
from editor.actions.errors import ActionError, explained
from editor.actions.filling import filled_as
from editor.actions.project_params import of_project
from editor.actions.seeds import given_or_drawn
from editor.ledger.append import append
from editor.ledger.job_kinds import JobCancelAsked, ProofAsked
from editor.models import Candidate, Contribution, Proof
from jobs import actions as job_actions
from jobs import recipes
from jobs.models import Artifact, Job
from jobs.recipes import Recipe

CUSTOM = "custom"
"""What a recipe is called that was written for one render."""


def check_offered(name: str) -> None:
    """Refuse a name that no recipe for rendering has."""
    if name not in recipes.names():
        known = ", ".join(recipes.names())
        raise ActionError(f"There is no recipe '{name}'; choose one of {known}.", "recipe")


def offered_recipe(name: str) -> Recipe:
    """A shipped recipe that a person may render through, by its name."""
    check_offered(name)
    with explained("recipe"):
        return recipes.load(name)


def chosen_recipe(
    *,
    name: str = "",
    text: str = "",
    mask_given: bool = False,
    hint: str = "",
    strategy: str = "",
) -> Recipe:
    """The recipe a person named or wrote, checked whole.

    ``hint`` and ``strategy`` take the place of what a shipped recipe says to the steps that fill.
    """
    if bool(name) == bool(text):
        raise ActionError("Give either a recipe's name or its text.", "recipe")
    for field, given in {"hint": hint, "strategy": strategy}.items():
        if text and given:
            raise ActionError(
                f"A recipe of your own says its {field} itself: write it among the params of its "
                "inpaint step.",
                field,
            )
    if not text:
        recipe = offered_recipe(name)
        if recipe.needs_drawn_mask and not mask_given:
            raise ActionError(
                f"The recipe '{name}' needs a drawn mask: draw one and ask to use it.",
                "use_drawn_mask",
            )
        return filled_as(recipe, hint=hint, strategy=strategy)
    with explained("recipe_text"):
        return recipes.parse(text, name=CUSTOM, mask_given=mask_given)


def render(
    *,
    candidate: Candidate,
    asked_by: User,
    recipe_name: str = "",
    recipe_text: str = "",
    seed: int | None = None,
    deterministic: bool = True,
    use_drawn_mask: bool = False,
    hint: str = "",
    strategy: str = "",
    verify: bool = False,
    hold: str = "",
    hold_strength: float | None = None,
    scheduler: str = "",
    steps: int | None = None,
    guidance_scale: float | None = None,
) -> Proof:
    """Ask for a canonical render of a candidate; its proof is there once the job is done.

    Without a seed one is drawn, and recorded like any other. ``hint`` and ``strategy`` go to the
    steps of a shipped recipe that fill a mask (``editor.actions.filling``). A sample is sampled
    again first, with its own seed and its exploration's conditioning: ``verify`` and what follows
    it say how (``editor.actions.canonical``), and are refused for an upload. Text that may
    stay on the project's pictures is written into every step that names none itself.
    """
    access.demand(asked_by, candidate.project, "can_render")
    seed = given_or_drawn(seed)
    mask = _drawn_mask(candidate) if use_drawn_mask else None
    chosen = chosen_recipe(
        name=recipe_name,
        text=recipe_text,
        mask_given=mask is not None,
        hint=hint,
        strategy=strategy,
    )
    recipe = whole_recipe(
        candidate,
        of_project(candidate.project, chosen),
        verify=verify,
        hold=hold,
        hold_strength=hold_strength,
        scheduler=scheduler,
        steps=steps,
        guidance_scale=guidance_scale,
    )
    return queue_proof(
        candidate=candidate,
        recipe=recipe,
        mask=mask,
        mask_by=candidate.drawn_by if mask is not None else None,
        asked_by=asked_by,
        seed=seed,
        deterministic=deterministic,
    )


def queue_proof(
    *,
    candidate: Candidate,
    recipe: Recipe,
    mask: Artifact | None,
    mask_by: User | None,
    asked_by: User,
    seed: int,
    deterministic: bool,
) -> Proof:
    """Queue a recipe over a candidate as its next revision; asks nobody's permission.

    ``mask_by`` drew the mask: they can approve the proof no more than ``asked_by`` can. Where
    the revision before was sent back, this one goes to whoever sent it.
    """
    with transaction.atomic(), explained("recipe"):
        # The candidate's row is the lock that makes revisions count without a gap or a clash.
        Candidate.objects.select_for_update().get(pk=candidate.pk)
        last = Proof.objects.filter(candidate=candidate).aggregate(last=Max("revision"))["last"]
        revision = (last or 0) + 1
        job = job_actions.queue_job(
            recipe=recipe,
            source=candidate.picture,
            source_mask=mask,
            asked_by=asked_by,
            stream=candidate.project.stream,
            label=f"{candidate.name} r{revision}"[:255],
            seed=seed,
            deterministic=deterministic,
        )
        proof = Proof.objects.create(
            candidate=candidate, revision=revision, job=job, made_by=asked_by
        )
        returned = claims.give_back(proof)
        hands = _write_hands(proof, mask_by)
        append(
            by=asked_by,
            project=candidate.project,
            subject=f"proof:{proof.pk}",
            body=ProofAsked(
                candidate=str(candidate.pk), revision=revision, job=str(job.pk), hands=hands
            ),
        )
        if returned is not None:
            claims.note(returned, by=None)
        return proof


def _write_hands(proof: Proof, mask_by: User | None) -> tuple[int, ...]:
    """Write down who made the proof and who drew its mask, and give their numbers."""
    parts = [Contribution(proof=proof, person=proof.made_by, part=Contribution.Part.MADE)]
    if mask_by is not None:
        parts.append(Contribution(proof=proof, person=mask_by, part=Contribution.Part.MASKED))
    Contribution.objects.bulk_create(parts)
    return tuple(sorted({part.person_id for part in parts}))


def cancel(*, job: Job, by: User) -> Job:
    """Stop a job that is queued or running."""
    access.demand_steering(by, job)
    with transaction.atomic(), explained():
        cancelled = job_actions.cancel_job(job=job)
        append(
            by=by,
            project=access.project_of_job(job),
            subject=f"job:{job.pk}",
            body=JobCancelAsked(status=cancelled.status),
        )
    return cancelled


def retry(*, job: Job, by: User) -> Job:
    """Let a failed job go on from its last finished step."""
    access.demand_steering(by, job)
    with explained():
        return job_actions.retry_job(job=job, by=by)


def _drawn_mask(candidate: Candidate) -> Artifact:
    if candidate.drawn_mask is None:
        raise ActionError("This candidate has no drawn mask: draw one first.", "use_drawn_mask")
    return candidate.drawn_mask
