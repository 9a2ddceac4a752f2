"""What no role opens: deeds behind a link, and pictures of other projects."""

from __future__ import annotations

from django.urls import reverse

from tests import factories


def test_a_deed_cannot_be_done_by_following_a_link(scene, signed_in):
    client = signed_in("lead")
    for name, of in (("proof-publish", scene.approved.id), ("job-cancel", scene.waiting.job_id)):
        assert client.get(reverse(name, args=[of])).status_code == 405


def test_an_artifact_of_another_project_is_not_there(scene, signed_in):
    other = factories.project("Other", lead=scene.people["stranger"])
    address = reverse("artifact", args=[other.id, scene.candidate.picture.digest])
    assert signed_in("stranger").get(address).status_code == 404
