"""The page of what a person was told."""

import pytest
from django.test import Client

from editor.actions.threads import open_thread
from editor.models import Notice
from editor.queries import notices as queries
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia():
    return factories.person("mia")


@pytest.fixture
def tell(mia):
    """``tell(3)`` has three comments written on Mia's proof."""
    rita = factories.person("rita")
    project = factories.project(creative=mia, reviewer=rita)
    proof = factories.proof(factories.candidate(project), by=mia)

    def tell(number):
        for _ in range(number):
            open_thread(proof=proof, text="A seam.", by=rita)
        return list(Notice.objects.order_by("pk").values_list("pk", flat=True))

    return tell


@pytest.fixture
def client(mia):
    made = Client()
    made.force_login(mia)
    return made


def numbers(page):
    return [notice.pk for notice in page.rows]


def test_unread_ones_come_first_and_pages_follow_each_other(mia, tell, client, monkeypatch):
    monkeypatch.setattr(queries, "ROWS_A_PAGE", 2)
    one, two, three, four, five = tell(5)
    client.post("/notices/read/", {"notice": two})
    client.post("/notices/read/", {"notice": five})
    found, after = [], None
    while True:
        page = queries.notice_page(mia, after)
        found += numbers(page)
        after = page.older
        if after is None:
            break
    assert found == [four, three, one, five, two]
    address = client.get("/notices/").text.split('class="button" href="?part=')[1].split('"')[0]
    assert address == f"unread&amp;before={three}"


def test_all_that_stood_on_the_page_is_read_and_what_came_later_is_not(mia, tell, client):
    tell(2)
    last = Notice.objects.latest("pk").pk
    (*_, newest) = tell(1)
    client.post("/notices/read/", {"until": last})
    assert list(Notice.objects.filter(read_at=None).values_list("pk", flat=True)) == [newest]


def test_anothers_notices_are_neither_shown_nor_read(tell):
    tell(1)
    stranger = Client()
    stranger.force_login(factories.person())
    assert "Nothing to tell you" in stranger.get("/notices/").text
    stranger.post("/notices/read/", {"until": 10**9})
    assert Notice.objects.filter(read_at=None).count() == 1


def test_the_bar_says_how_many_are_unread_on_every_page(tell, client):
    tell(2)
    assert 'aria-label="Notices: 2 unread"' in client.get("/account/").text


def test_a_page_that_is_not_there_is_not_found(client):
    assert client.get("/notices/?before=x&part=read").status_code == 404


def test_the_account_page_says_why_no_mail_is_sent(client, mia, settings):
    assert "IMPRIMATUR_EMAIL_URL" in client.get("/account/").text
    settings.EMAIL_CONFIGURED = True
    assert "no e-mail address" in client.get("/account/").text
    mia.email = "mia@example.com"
    mia.save()
    assert "sent to mia@example.com" in client.get("/account/").text


def test_a_choice_is_kept_and_shown(client, mia):
    client.post("/account/e-mail/", {"on": "on", "kinds": ["webhook.off", "gate.failed"]})
    chosen = {wish.kind for wish in queries.mail_state(mia).wishes if wish.wanted}
    assert chosen == {"webhook.off", "gate.failed"}


def test_the_page_takes_the_same_queries_for_any_number(mia, tell, django_assert_num_queries):
    tell(4)
    # Whether she is an auditor, then her notices with their projects.
    with django_assert_num_queries(2):
        assert [notice.project.name for notice in queries.notice_page(mia, None).rows]
