"""The demo project: three people, photos with text over them, a render and samples on their way.

Every part is made only when it is missing, so running it again changes nothing.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User

from editor.actions.candidates import add_candidate
from editor.actions.explorations import explore
from editor.actions.projects import create_project, set_member
from editor.actions.renders import render
from editor.models import Candidate, Exploration, Membership, Project, Proof
from project.demo_pictures import PICTURES, draw
from project.demo_sign_ins import SignIn, make_sign_ins

PROJECT_NAME = "Demo: autumn campaign"
BRIEF = (
    "Six photos for the autumn campaign. Some still carry the text of the last one: "
    "remove it, enlarge them, have them approved and publish them."
)
PROMPT = "an orange glazed teapot on a wooden table, warm evening light"
SAMPLES = 8


def make_demo(data_dir: Path) -> None:
    """Make what is missing of the demo."""
    people = {sign_in.username: account(sign_in) for sign_in in make_sign_ins(data_dir)}
    creative, reviewer, admin = people["creative"], people["reviewer"], people["admin"]
    project = Project.objects.filter(name=PROJECT_NAME).first()
    if project is None:
        project = create_project(name=PROJECT_NAME, brief=BRIEF, created_by=admin)
        set_member(project=project, user=creative, role=Membership.Role.CREATIVE, by=admin)
        set_member(project=project, user=reviewer, role=Membership.Role.REVIEWER, by=admin)
    if not Candidate.objects.filter(project=project, exploration=None).exists():
        add_pictures(project, creative)
    if not Proof.objects.filter(candidate__project=project).exists():
        first = Candidate.objects.get(project=project, name=PICTURES[0].name)
        render(candidate=first, recipe_name="publish", seed=0, asked_by=creative)


def explore_demo() -> None:
    """Ask once for a few samples in the demo project, from the checkpoint that ships.

    Another checkpoint may take this machine an hour for as many: nobody asked for that.
    Raises ``ActionError`` when the checkpoint cannot be sampled.
    """
    project = Project.objects.filter(name=PROJECT_NAME).first()
    creative = User.objects.filter(username="creative").first()
    if project is None or creative is None or settings.JOBS_WEIGHTS["checkpoint"]:
        return
    if not Exploration.objects.filter(project=project).exists():
        explore(project=project, asked_by=creative, prompt=PROMPT, count=SAMPLES, seed=0)


def account(sign_in: SignIn) -> User:
    """The demo person, who can sign in with the password that is kept in the data folder."""
    user = User.objects.filter(username=sign_in.username).first()
    if user is None:
        user = User.objects.create_user(
            username=sign_in.username,
            password=sign_in.password,
            is_staff=sign_in.username == "admin",
        )
    return user


def add_pictures(project: Project, creative: User) -> None:
    """Add the photos so that the first of them heads the gallery, which shows the newest first."""
    for picture in reversed(PICTURES):
        add_candidate(project=project, data=draw(picture), name=picture.name, added_by=creative)
