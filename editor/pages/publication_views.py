"""A publication as its public page shows it: each file checked, and its credentials in words."""

from __future__ import annotations

from dataclasses import dataclass

from editor.credentials.claims import SOURCE_WORDS, RecordClaim
from editor.credentials.configured import credential_settings
from editor.credentials.reading import Credentials, Standing, read_credentials
from editor.models import Publication, PublishedFile
from jobs import artifacts
from jobs.artifacts import ArtifactError


@dataclass(frozen=True)
class FileView:
    """A file with what became of checking it; ``fault`` says why it is not served."""

    file: PublishedFile
    credentials: Credentials
    fault: str = ""

    @property
    def sound(self) -> bool:
        """Its bytes are the signed ones."""
        return not self.fault


@dataclass(frozen=True)
class PublicationView:
    """The page's content, told by the file that it shows."""

    publication: Publication
    files: tuple[FileView, ...]

    @property
    def shown(self) -> FileView | None:
        """The first file that holds: what the page shows, and whose credentials it tells."""
        return next((one for one in self.files if one.sound), None)

    @property
    def done(self) -> tuple[str, ...]:
        """What the signed manifest says was done, in its order."""
        shown = self.shown
        return tuple(one.words for one in shown.credentials.actions) if shown else ()

    @property
    def origin(self) -> str:
        """What kind of picture it is, by its digital source type."""
        shown = self.shown
        kinds = [one.source_type for one in shown.credentials.actions] if shown else []
        return next((words for kind, words in SOURCE_WORDS.items() if kind in kinds), "")

    @property
    def record(self) -> RecordClaim | None:
        """What stands behind the file that is shown."""
        return self.shown.credentials.record if self.shown else None


def checked(file: PublishedFile) -> tuple[bytes, FileView]:
    """A file's bytes, read back and verified; empty where they are not what was signed."""
    try:
        data = artifacts.read(file.signed_id)
    except ArtifactError as error:
        return b"", FileView(file, Credentials(Standing.INVALID), str(error))
    credentials = read_credentials(data, credential_settings())
    if credentials.holds:
        return data, FileView(file, credentials)
    faults = "; ".join(credentials.faults) or "it carries no signature"
    return b"", FileView(file, credentials, faults)


def publication_view(publication: Publication) -> PublicationView:
    """The page of a publication that stands; every file is read and checked."""
    files = tuple(checked(file)[1] for file in publication.files.all())
    return PublicationView(publication, files)
