"""How strict a project's gate is, and what its renders tell the gate."""

import pytest
import yaml
from django.core.exceptions import PermissionDenied

from editor.actions.errors import ActionError
from editor.actions.gate_profiles import make_profile, set_gate_profile
from editor.actions.project_params import hashes_of_published, of_project, with_candidate
from editor.models import LedgerEntry
from jobs import recipes
from jobs.models import Event
from jobs.stages.gate.profiles import shipped
from jobs.stages.gate.subject import GateParams
from tests import factories

pytestmark = pytest.mark.django_db

GATE = "pipeline:\n  - step: gate\n"


@pytest.fixture
def lead():
    return factories.person("lead")


@pytest.fixture
def project(lead):
    return factories.project(lead=lead)


def gate_of(recipe) -> GateParams:
    (step,) = (one for one in recipe.steps if one.stage.name == "gate")
    return step.params


def told(project, **params):
    text = yaml.safe_dump({"pipeline": [{"step": "gate", "params": params}]})
    return gate_of(of_project(project, recipes.parse(text)))


def test_a_project_begins_with_standard_and_its_recipes_stay_as_written(project):
    assert project.gate_profile == "standard"
    recipe = recipes.parse(GATE)
    assert of_project(project, recipe).text == GATE


def test_a_render_is_gated_with_the_projects_profile_written_out(project, lead):
    set_gate_profile(project=project, name="strict", by=lead)
    assert gate_of(of_project(project, recipes.parse(GATE))).profile == shipped("strict")


def test_the_change_is_told_and_stands_in_the_ledger(project, lead):
    set_gate_profile(project=project, name="strict", by=lead)
    assert Event.objects.get(stream_id=project.stream).kind == "gate_profile.changed"
    body = LedgerEntry.objects.get(kind="gate_profile.set").body
    assert '"before":"standard"' in body.replace(" ", "")


def test_only_leads_and_administrators_choose(project):
    creative = factories.person("creative")
    project.memberships.create(user=creative, role="creative")
    with pytest.raises(PermissionDenied):
        set_gate_profile(project=project, name="lenient", by=creative)


def test_an_unknown_profile_is_refused(project, lead):
    with pytest.raises(ActionError, match="There is no profile 'lax'; choose one of"):
        set_gate_profile(project=project, name="lax", by=lead)


def test_a_recipe_may_be_stricter_than_its_project_and_not_more_lenient(project):
    assert told(project, profile="strict").profile == shipped("strict")
    with pytest.raises(ActionError, match="'lenient' lets more pass than this project's"):
        told(project, profile="lenient")


def test_a_profile_written_out_is_held_to_the_projects_too(project):
    own = {"name": "own", "version": 1, "thresholds": {"seam": 900.0}}
    with pytest.raises(ActionError, match="seam: 900 against"):
        told(project, profile=own)


def test_marks_of_others_are_not_opened_through_the_gate(project):
    with pytest.raises(ActionError, match="gate names 'Theirs'"):
        told(project, marks=[{"name": "Theirs", "sha256": "a" * 64}])


def test_the_projects_marks_reach_the_gate(project, lead):
    mark = factories.mark(project, by=lead)
    assert [one.sha256 for one in told(project).marks] == [mark.picture_id]


def test_a_samples_own_picture_is_what_its_composition_is_held_to(project, lead):
    sample = factories.sample(factories.exploration(project, by=lead))
    recipe = recipes.parse(GATE)
    assert gate_of(with_candidate(recipe, sample)).candidate == sample.picture_id
    upload = factories.candidate(project, by=lead)
    assert with_candidate(recipe, upload).text == GATE


def test_another_candidates_picture_is_not_opened_through_the_gate(project, lead):
    upload = factories.candidate(project, by=lead)
    recipe = recipes.parse(f"pipeline:\n  - step: gate\n    params: {{candidate: {'a' * 64}}}\n")
    with pytest.raises(ActionError, match="not the one that is rendered"):
        with_candidate(recipe, upload)


def test_what_was_not_published_has_no_hashes(project):
    assert hashes_of_published(project) == ()


@pytest.fixture
def admin():
    return factories.person("admin", staff=True)


def own(**changes):
    return shipped("strict").model_copy(update={"name": "catalogue", **changes}).model_dump_json()


def test_a_profile_of_the_studios_own_is_kept_by_version(project, lead, admin):
    first = make_profile(data=own(version=9), note="Calibrated on our archive.", by=admin)
    looser = {**shipped("strict").thresholds, "seam": 0.7}
    second = make_profile(data=own(thresholds=looser), note="Seams as they are.", by=admin)
    assert (first.version, second.version) == (1, 2)
    assert first.sha256 != second.sha256
    set_gate_profile(project=project, name="catalogue", by=lead)
    profile = gate_of(of_project(project, recipes.parse(GATE))).profile
    assert (profile.title, profile.thresholds["seam"]) == ("catalogue 2", 0.7)
    assert LedgerEntry.objects.filter(kind="gate_profile.made").count() == 2


@pytest.mark.parametrize(
    ("data", "note", "said"),
    [
        (own(name="standard"), "x", "ships with the studio"),
        (own(thresholds={"sparkle": 1.0}), "x", "'sparkle', which this gate does not have"),
        (own(thresholds={"seam": 1.0}), "x", "sets no threshold for"),
        ("nothing", "x", "is not JSON"),
        (own(), " ", "Say where the thresholds come from"),
    ],
)
def test_a_profile_that_cannot_be_used_is_told(admin, data, note, said):
    with pytest.raises(ActionError, match=said):
        make_profile(data=data, note=note, by=admin)


def test_only_administrators_make_profiles(lead):
    with pytest.raises(PermissionDenied):
        make_profile(data=own(), note="x", by=lead)
