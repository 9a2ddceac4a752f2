"""What left the house: publications and their files, open to anyone."""

from __future__ import annotations

from django.http import Http404

from editor.models import Publication, PublishedFile


def published(slug: str) -> Publication:
    """A publication by its address; anyone may open it."""
    rows = Publication.objects.select_related(
        *("picture", "published_by", "review__reviewer", "proof__job"),
        *("proof__candidate__project", "withdrawal__withdrawn_by"),
    )
    publication = rows.prefetch_related("files__signed").filter(pk=slug).first()
    if publication is None:
        raise Http404("There is no such publication.")
    return publication


def published_file(slug: str, name: str) -> PublishedFile:
    """A file of a publication by its name, which begins with its SHA-256; open to anyone."""
    rows = PublishedFile.objects.select_related("publication__withdrawal", "signed")
    found = rows.filter(publication=slug, signed=name.partition(".")[0]).first()
    if found is None or found.name != name:
        raise Http404("There is no such file.")
    return found
