"""Seeds, hints and other values that cannot be are refused by their field."""

import pytest

from tests import factories
from tests.editor.api.inpaint_calls.wishes import file, own

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({"seed": -1}, "seed", "greater than or equal to 0"),
        ({"seed": 2**32}, "seed", "less than or equal to 4294967295"),
        ({"seed": "12345"}, "seed", "a whole number"),
        ({"seed": 1.5}, "seed", "a whole number"),
        ({"seed": True}, "seed", "a whole number"),
        ({"deterministic": "true"}, "deterministic", "true or false"),
        ({"deterministic": 1}, "deterministic", "true or false"),
        ({"deterministic": None}, "deterministic", "may not be null"),
        ({"hint": 5}, "hint", "Expected text"),
        ({"hint": ["sky"]}, "hint", "Expected text"),
        ({"hint": "x" * 301}, "hint", "no more than 300"),
        ({"hint": "a\x00b"}, "hint", "Null characters"),
        ({"strategy": "magic"}, "strategy", "not a valid choice"),
        ({"strategy": 1}, "strategy", "Expected text"),
        ({"hnit": "sky"}, "hnit", "did you mean 'hint'"),
        ({"recipe": "publish"}, "recipe", "There is no such field"),
        ({"endpoint_url": "http://evil"}, "endpoint_url", "There is no such field"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(scene, refused, wish, field, words):
    code, named, detail = refused(**own(scene, **wish))
    assert (code, named) == (400, field)
    assert words in detail


@pytest.mark.parametrize("field", ["image", "mask"])
def test_what_is_missing_is_named(scene, refused, field):
    wish = own(scene)
    del wish[field]
    assert refused(**wish)[:2] == (400, field)


def test_a_field_given_twice_in_a_form_is_refused(scene, refused):
    files = [file(factories.mask_bytes()), file(factories.mask_bytes())]
    code, field, detail = refused("multipart", image=str(scene.candidate.id), mask=files)
    assert (code, field) == (400, "mask")
    assert "twice" in detail


@pytest.mark.parametrize("body", [[], "x", 7])
def test_json_of_another_shape_is_refused(scene, body):
    address = f"/api/projects/{scene.project.id}/inpaint/"
    assert scene.client("creative").post(address, body, "json").status_code == 400
