"""The inpaint call: a picture, a mask and a hint in one request, and a proof to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from editor import access
from editor.actions.candidates import add_taken, kept_mask, limits, plane_of, size_of, taken
from editor.actions.canonical import whole_recipe
from editor.actions.errors import ActionError, plainly
from editor.actions.filling import filled_as
from editor.actions.project_params import of_project
from editor.actions.renders import offered_recipe, queue_proof
from editor.actions.seeds import given_or_drawn
from editor.models import Candidate, Fetch, Project, Proof
from editor.sources import FileGiven, Given, Source, found
from jobs import artifacts
from jobs.pins import planned
from jobs.recipes import Recipe
from jobs.s3_objects import Fetched
from jobs.stages.intake import Taken

RECIPE = "inpaint"
IMAGE, MASK = Fetch.Role.IMAGE.value, Fetch.Role.MASK.value


@dataclass(frozen=True)
class NewPicture:
    """A picture that the project does not hold yet, taken in and not kept."""

    file: FileGiven
    taken: Taken


def inpaint(
    *,
    project: Project,
    asked_by: User,
    image: Given,
    mask: Given,
    hint: str = "",
    strategy: str = "",
    seed: int | None = None,
    deterministic: bool = True,
) -> Proof:
    """Queue the filling of a mask in a picture; the proof is there once its job is done.

    A picture that is new here becomes a candidate; one whose bytes the project holds already is
    that candidate again, whose own drawn mask stays as it is. Everything is read and checked
    before anything is kept. Raises ``ActionError`` with the field that cannot be.
    """
    access.demand(asked_by, project, "can_render")
    access.demand(asked_by, project, "can_add")
    seed = given_or_drawn(seed)
    recipe = _recipe(project, hint, strategy)
    sources = {
        name: found(given, name, project=project, by=asked_by, max_bytes=limits().max_bytes)
        for name, given in {IMAGE: image, MASK: mask}.items()
    }
    picture = _picture(project, sources[IMAGE])
    inside = plane_of(_mask_bytes(sources[MASK], sources[IMAGE]), _size(picture))
    whole = _runnable(picture, recipe)
    with transaction.atomic():
        proof = queue_proof(
            candidate=_kept(project, picture, asked_by),
            recipe=whole,
            mask=kept_mask(inside),
            mask_by=_drew(sources[MASK], asked_by),
            asked_by=asked_by,
            seed=seed,
            deterministic=deterministic,
        )
        _note_fetches(proof, sources)
    return proof


def _recipe(project: Project, hint: str, strategy: str) -> Recipe:
    told = filled_as(offered_recipe(RECIPE), hint=hint, strategy=strategy)
    return of_project(project, told)


def _picture(project: Project, source: Source) -> Candidate | NewPicture:
    """The candidate, named or known by its bytes, or the file taken in."""
    if isinstance(source, Candidate):
        return source
    digest = artifacts.digest_of(source.data)
    same = project.candidates.filter(original=digest, exploration=None).select_related("picture")
    return same.order_by("added_at").first() or NewPicture(
        source, taken(source.data, source.name, IMAGE)
    )


def _mask_bytes(source: Source, image: Source) -> bytes:
    if isinstance(source, FileGiven):
        if isinstance(image, FileGiven) and source.data == image.data:
            raise ActionError("The mask is the picture itself: give a mask of it.", MASK)
        return source.data
    if source.drawn_mask_id is None:
        raise ActionError(
            f"The candidate '{source.name}' has no drawn mask: draw one on it, or give the mask "
            "as a file or an address.",
            MASK,
        )
    return artifacts.read(source.drawn_mask_id)


def _drew(mask: Source, asked_by: User) -> User | None:
    """Who answers for the mask: who drew it on its candidate, or who gave the file."""
    return mask.drawn_by if isinstance(mask, Candidate) else asked_by


def _size(picture: Candidate | NewPicture) -> tuple[int, int]:
    return size_of(picture) if isinstance(picture, Candidate) else picture.taken.picture.size


def _runnable(picture: Candidate | NewPicture, recipe: Recipe) -> Recipe:
    """What will run, planned once before anything is kept: a sample is sampled again first."""
    whole = whole_recipe(picture, recipe) if isinstance(picture, Candidate) else recipe
    with plainly():
        planned(whole)
    return whole


def _kept(project: Project, picture: Candidate | NewPicture, by: User) -> Candidate:
    if isinstance(picture, Candidate):
        return picture
    file = picture.file
    return add_taken(
        project=project,
        data=file.data,
        taken=picture.taken,
        added_by=by,
        notes=() if file.fetched is None else (_origin(file.fetched),),
    )


def _origin(fetched: Fetched) -> str:
    version = f", version {fetched.version_id}" if fetched.version_id else ""
    return f"Read from {fetched.address}{version}."


def _note_fetches(proof: Proof, sources: Mapping[str, Source]) -> None:
    """Write down what was read from a bucket, so that the same object can be found again."""
    read = {
        role: source.fetched
        for role, source in sources.items()
        if isinstance(source, FileGiven) and source.fetched is not None
    }
    Fetch.objects.bulk_create(
        Fetch(
            proof=proof,
            role=role,
            address=str(fetched.address),
            etag=fetched.etag,
            version_id=fetched.version_id,
            sha256=fetched.sha256,
            byte_size=len(fetched.data),
        )
        for role, fetched in read.items()
    )
