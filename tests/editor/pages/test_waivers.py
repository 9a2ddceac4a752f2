"""Waiving a finding on the proof's page, and the page that says where thresholds come from."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from editor.models import Waiver
from jobs.stages.gate.profiles import shipped
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return {name: factories.person(name) for name in ("maker", "reviewer", "stranger")}


@pytest.fixture
def proof(people):
    project = factories.project(creative=people["maker"], reviewer=people["reviewer"])
    made = factories.proof(factories.candidate(project), by=people["maker"], verdict="fail")
    factories.gate_step(made.job, factories.failed_check((0, 0, 8, 8)))
    return made


def post(client, person, proof, **changes):
    client.force_login(person)
    given = {
        "check_name": "seam", "box": "0,0,8,8", "reason": "It is a shelf.",
        "digest": proof.job.result_id, **changes,
    }  # fmt: skip
    return client.post(reverse("proof-waive", args=[proof.id]), given, follow=True)


def test_a_reviewer_waives_and_may_then_approve(client, people, proof):
    client.force_login(people["reviewer"])
    before = client.get(reverse("proof", args=[proof.id])).content.decode()
    assert "Let this pass" in before
    assert "1 finding is open" in before
    after = post(client, people["reviewer"], proof).content.decode()
    assert "Waived by reviewer: It is a shelf." in after
    assert "Let this pass" not in after
    assert "finding is open" not in after


def test_the_maker_is_offered_nothing_to_waive(client, people, proof):
    client.force_login(people["maker"])
    assert "Let this pass" not in client.get(reverse("proof", args=[proof.id])).content.decode()
    assert post(client, people["maker"], proof).status_code == 403
    assert not Waiver.objects.exists()


def test_a_stranger_finds_no_such_proof(client, people, proof):
    assert post(client, people["stranger"], proof).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "Nothing was waived: reason"),
        ({"box": "0,0"}, "Nothing was waived: box"),
        ({"box": "1,1,1,1"}, "found nothing at [1, 1, 1, 1]"),
        ({"check_name": "halo"}, "did not fail here"),
    ],
)
def test_what_cannot_be_waived_is_told_on_the_page(client, people, proof, changes, said):
    page = post(client, people["reviewer"], proof, **changes).content.decode()
    assert said in page.replace("&#x27;", "'")
    assert not Waiver.objects.exists()


def test_everyone_who_signs_in_may_read_the_calibration(client, people):
    address = reverse("gate-calibration")
    assert client.get(address).status_code == 302
    client.force_login(people["stranger"])
    page = client.get(address)
    assert page.status_code == 200
    assert "calibrat" in page.content.decode()


def test_an_example_that_the_report_does_not_name_is_not_there(client, people):
    client.force_login(people["stranger"])
    address = reverse("gate-example", args=[1, "..%2Freport.json"])
    assert client.get(address).status_code == 404


def test_the_gates_page_shows_each_profile_and_a_lead_chooses(client):
    lead = factories.person("lead")
    project = factories.project(lead=lead)
    client.force_login(lead)
    address = reverse("project-gate", args=[project.id])
    page = client.post(address, {"profile": "strict"}, follow=True).content.decode()
    assert "gated with the profile strict" in page
    assert client.post(address, {"profile": "lax"}).status_code == 400


def test_an_administrator_adds_a_profile_and_sees_what_is_wrong_with_one(client):
    client.force_login(factories.person("admin", staff=True))
    address = reverse("gate-calibration")
    profile = shipped("strict").model_copy(update={"name": "catalogue"}).model_dump_json()
    file = SimpleUploadedFile("catalogue.json", profile.encode())
    page = client.post(address, {"file": file, "note": "Our archive."}, follow=True)
    assert "catalogue 1" in page.content.decode()
    broken = SimpleUploadedFile("broken.json", b"{")
    page = client.post(address, {"file": broken, "note": "x"})
    assert page.status_code == 400
    assert "is not JSON" in page.content.decode()
