"""Taking pictures in, and masks drawn on them."""

import io

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from editor.actions.candidates import add_candidate, clear_drawn_mask, set_drawn_mask
from editor.actions.errors import ActionError
from editor.models import Candidate
from jobs import artifacts
from jobs.models import Artifact, Event, Job
from jobs.stages.codec import decode_picture, decode_plane
from jobs.stages.perceptual_hash import phash
from tests import factories

pytestmark = pytest.mark.django_db


def add(project, by, data=None, name="photo.png") -> Candidate:
    data = factories.picture_bytes() if data is None else data
    return add_candidate(project=project, data=data, name=name, added_by=by)


def test_an_upload_has_a_perceptual_hash_and_no_exploration(project, ada):
    candidate = add(project, ada)
    assert candidate.phash == phash(decode_picture(artifacts.read(candidate.picture_id)).pixels)
    assert not candidate.is_sample


def test_the_uploaded_bytes_are_kept_as_they_came(project, ada):
    data = factories.picture_bytes(form="JPEG")
    candidate = add(project, ada, data, "photo.jpg")
    assert artifacts.read(candidate.original_id) == data
    assert candidate.original.media_type == "image/jpeg"


def test_work_begins_from_an_upright_lossless_copy(project, ada):
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(factories.pixels(64, 48)).save(buffer, "PNG", exif=exif)
    candidate = add(project, ada, buffer.getvalue())
    assert (candidate.picture.width, candidate.picture.height) == (48, 64)
    assert decode_picture(artifacts.read(candidate.picture_id)).size == (48, 64)
    assert candidate.notes


def test_text_is_looked_for_at_once(project, ada):
    candidate = add(project, ada)
    assert candidate.finding.recipe_name == "find-text"
    assert candidate.finding.stream == project.stream
    assert candidate.finding.source == candidate.picture
    assert [step.stage for step in candidate.finding.steps.all()] == ["apply_mask"]


def test_the_projects_watchers_hear_of_it(project, ada):
    candidate = add(project, ada)
    event = Event.objects.get(kind="candidate.added")
    assert event.stream_id == project.stream
    assert event.payload == {"candidate": str(candidate.id), "name": "photo.png"}


def test_a_file_that_is_no_picture_leaves_nothing_behind(project, ada):
    with pytest.raises(ActionError, match="not a picture") as caught:
        add(project, ada, b"MZ" + b"\0" * 200)
    assert caught.value.field == "file"
    assert not Candidate.objects.exists()
    assert not Artifact.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "admin", "stranger"])
def test_only_creatives_and_leads_add(project, who):
    someone = factories.person(staff=who == "admin")
    if who == "reviewer":
        project.memberships.create(user=someone, role=who)
    with pytest.raises(PermissionDenied):
        add(project, someone)


def test_the_same_picture_twice_is_two_candidates_and_one_artifact(project, ada):
    data = factories.picture_bytes(seed=1)
    first, second = add(project, ada, data), add(project, ada, data)
    assert first != second
    assert first.picture_id == second.picture_id


def drawn(plane: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(plane).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_drawn_mask_is_kept_in_black_and_white(project, ada):
    candidate = factories.candidate(project)
    plane = np.zeros((48, 64), np.uint8)
    plane[:10], plane[10:20] = 127, 128
    set_drawn_mask(candidate=candidate, data=drawn(plane), by=ada)
    kept = decode_plane(artifacts.read(candidate.drawn_mask_id))
    assert np.array_equal(kept, np.where(plane >= 128, 255, 0))


def test_a_mask_painted_on_a_transparent_canvas_is_inside_where_it_is_painted(project, ada):
    candidate = factories.candidate(project)
    canvas = np.zeros((48, 64, 4), np.uint8)
    canvas[5:9, 5:9] = 255, 0, 0, 255
    set_drawn_mask(candidate=candidate, data=drawn(canvas), by=ada)
    kept = decode_plane(artifacts.read(candidate.drawn_mask_id))
    assert np.array_equal(kept > 0, canvas[..., 3] > 0)


def test_a_mask_with_an_unused_alpha_channel_is_inside_where_it_is_bright(project, ada):
    candidate = factories.candidate(project)
    canvas = np.zeros((48, 64, 4), np.uint8)
    canvas[..., 3] = 255
    canvas[5:9, 5:9, :3] = 255
    set_drawn_mask(candidate=candidate, data=drawn(canvas), by=ada)
    kept = decode_plane(artifacts.read(candidate.drawn_mask_id))
    assert kept.sum() == 16 * 255


def test_a_mask_of_another_size_is_refused_with_both_sizes(project, ada):
    with pytest.raises(ActionError, match="65 x 48 pixels and the picture 64 x 48"):
        set_drawn_mask(
            candidate=factories.candidate(project), data=factories.mask_bytes(65, 48), by=ada
        )


def test_a_cleared_mask_is_gone_from_the_candidate(project, ada):
    candidate = factories.candidate(project)
    set_drawn_mask(candidate=candidate, data=factories.mask_bytes(), by=ada)
    assert clear_drawn_mask(candidate=candidate, by=ada).drawn_mask is None
