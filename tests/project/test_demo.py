"""The demo project."""

import io
import json
import stat

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import connection
from PIL import Image

from editor.guards.triggers import lifted
from editor.models import Candidate, Contribution, Exploration, Membership, Project, Proof
from jobs.models import Job
from project.demo import SAMPLES, explore_demo, make_demo
from project.demo_pictures import PICTURES, draw
from project.demo_sign_ins import FILE_NAME, make_sign_ins, read_sign_ins
from tests import factories


@pytest.fixture
def made(db, tmp_path):
    make_demo(tmp_path)
    return tmp_path


def test_three_people_can_sign_in_with_what_is_printed(made):
    for sign_in in read_sign_ins(made):
        assert authenticate(username=sign_in.username, password=sign_in.password)
    assert {sign_in.username for sign_in in read_sign_ins(made)} == {
        "creative",
        "reviewer",
        "admin",
    }


def test_only_the_admin_is_staff(made):
    assert list(User.objects.filter(is_staff=True).values_list("username", flat=True)) == ["admin"]


def test_each_has_a_role_in_the_project(made):
    roles = dict(Membership.objects.values_list("user__username", "role"))
    assert roles == {"creative": "creative", "reviewer": "reviewer", "admin": "lead"}


def test_the_gallery_has_every_photo_and_one_render_is_on_its_way(made):
    assert Candidate.objects.count() == len(PICTURES)
    assert Proof.objects.get().job.status == Job.Status.QUEUED


def test_a_second_run_changes_nothing(made):
    before = (read_sign_ins(made), Project.objects.count(), Candidate.objects.count())
    make_demo(made)
    assert (read_sign_ins(made), Project.objects.count(), Candidate.objects.count()) == before
    assert Proof.objects.count() == 1


def test_samples_are_asked_for_once(made):
    for _ in range(2):
        explore_demo()
    exploration = Exploration.objects.get()
    assert (exploration.count, exploration.job.status) == (SAMPLES, Job.Status.QUEUED)
    assert exploration.asked_by.username == "creative"


def test_samples_that_are_there_keep_no_photo_out(made, tmp_path):
    explore_demo()
    factories.sample(Exploration.objects.get())
    with lifted(connection):
        Contribution.objects.all().delete()
        Candidate.objects.filter(exploration=None).delete()
    make_demo(tmp_path)
    assert Candidate.objects.filter(exploration=None).count() == len(PICTURES)


@pytest.mark.django_db
def test_without_the_demo_project_no_samples_are_asked_for():
    explore_demo()
    assert not Exploration.objects.exists()


def test_another_checkpoint_is_never_explored_unasked(made, settings):
    settings.JOBS_WEIGHTS = {**settings.JOBS_WEIGHTS, "checkpoint": "/models/large"}
    explore_demo()
    assert not Exploration.objects.exists()


def test_passwords_are_kept_where_only_their_owner_reads(tmp_path):
    make_sign_ins(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_no_two_data_folders_have_the_same_passwords(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    passwords = [make_sign_ins(tmp_path / name)[0].password for name in ("one", "two")]
    assert passwords[0] != passwords[1]
    assert json.loads((tmp_path / "one" / FILE_NAME).read_text())[0]["username"] == "creative"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_each_photo_is_the_same_picture_every_time(picture):
    assert draw(picture) == draw(picture)
    assert Image.open(io.BytesIO(draw(picture))).size >= (450, 300)
