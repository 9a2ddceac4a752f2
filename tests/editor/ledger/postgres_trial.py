"""The ledger and the guards on PostgreSQL: run by ``tests/project/test_postgresql.py``.

Prints one line a fact that held; ends with an error at the first that did not.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core import mail  # noqa: E402
from django.db import IntegrityError, connection, connections, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from editor.actions.edits import edit  # noqa: E402
from editor.actions.explorations import pick, unpick  # noqa: E402
from editor.actions.projects import create_project, set_member  # noqa: E402
from editor.actions.publications import publish  # noqa: E402
from editor.actions.reviews import decide  # noqa: E402
from editor.actions.threads import Place, open_thread, reply  # noqa: E402
from editor.actions.withdrawals import withdraw  # noqa: E402
from editor.courier import carry_mail  # noqa: E402
from editor.guards.triggers import lifted, missing  # noqa: E402
from editor.ledger.checking import check_stored  # noqa: E402
from editor.ledger.keeping import sign_head  # noqa: E402
from editor.models import LedgerEntry, Notice, Publication, Review, Withdrawal  # noqa: E402
from editor.own import stream_of  # noqa: E402
from jobs.artifacts import digest_of  # noqa: E402
from jobs.models import Event  # noqa: E402
from tests import factories  # noqa: E402

ROUNDS = 6
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
WRITTEN_ONCE = {
    "editor_review": "reason",
    "editor_publication": "slug",
    "editor_ledgerentry": "body",
    "editor_ledgerhead": "hash",
    "editor_contribution": "part",
    "editor_publishedfile": "phash",
    "editor_withdrawal": "words",
}


def main() -> None:
    """Every fact in turn."""
    for fact, act in (
        ("many decisions at once make one chain", many_at_once),
        ("one review, one publication and one withdrawal of a proof", review_and_publication),
        (
            "an edit beside an approval is a revision of its own",
            approval_and_edit,
        ),
        ("decisions about the same people tell each of them once", told_at_once),
        ("what is written once stays", guarded),
        ("every tampering is found", tampered),
    ):
        act()
        sys.stdout.write(f"{fact}\n")


def many_at_once() -> None:
    """Decisions that lock different rows first, from many threads."""
    ada = factories.person("ada")
    project = create_project(name="Posters", created_by=ada)
    others = [factories.person() for _ in range(ROUNDS)]
    photos = [factories.candidate(project) for _ in range(2)]

    def join(number: int) -> None:
        set_member(project=project, user=others[number], role="creative", by=ada)

    def cull(number: int) -> None:
        pick(candidate=photos[number % 2], by=ada)
        unpick(candidate=photos[number % 2], by=ada)

    def begin(number: int) -> None:
        create_project(name=f"Project {number}", created_by=ada)

    failures = at_once(
        *[lambda n=n: join(n) for n in range(ROUNDS)],
        *[lambda n=n: cull(n) for n in range(ROUNDS)],
        *[lambda n=n: begin(n) for n in range(ROUNDS)],
    )
    assert not failures, failures
    report = check_stored()
    assert report.is_intact, report.findings
    assert report.entries == LedgerEntry.objects.count() >= 1 + 2 * ROUNDS


def review_and_publication() -> None:
    """Two who decide, three who publish and two who withdraw, at once each time."""
    ben, eve = factories.person("ben"), factories.person("eve")
    proof = factories.proof(factories.candidate(factories.project(reviewer=ben, reviewer_2=eve)))
    digest = proof.job.result_id
    factories.gate_step(proof.job)
    at_once(
        lambda: decide(proof=proof, reviewer=ben, verdict="approved", digest=digest),
        lambda: decide(proof=proof, reviewer=eve, verdict="approved", digest=digest),
    )
    assert Review.objects.count() == 1
    refusals = at_once(*[lambda: publish(proof=proof, by=ben)] * 3)
    assert Publication.objects.count() == 1, refusals
    assert LedgerEntry.objects.filter(kind="proof.published").count() == 1
    out = Publication.objects.get()
    lead = proof.candidate.project.created_by
    address, answers = out.files.get().address, []

    def download() -> None:
        for _ in range(4):
            answers.append(Client(SERVER_NAME="localhost").get(address))

    refusals = at_once(
        *[download] * 2, *[lambda: withdraw(publication=out, by=lead, reason="rights")] * 2
    )
    assert Withdrawal.objects.count() == 1, refusals
    download()
    assert {answer.status_code for answer in answers[-4:]} == {410}
    whole = {digest_of(answer.content) for answer in answers if answer.status_code != 410}
    assert whole <= {out.files.get().signed_id}
    proof.contributions.create(person=proof.made_by, part="made")
    sign_head()


def approval_and_edit() -> None:
    """A reviewer approves or sends back what its maker edits at the same moment."""
    mia, rita = factories.person("mia"), factories.person("rita")
    candidate = factories.candidate(factories.project(creative=mia, reviewer=rita), by=mia)
    ask = partial(edit, candidate=candidate, asked_by=mia, strategy="patch", seed=1)
    ask(mask=factories.mask_bytes())
    for verdict in ("approved", "changes", "approved"):
        proof = factories.proof(candidate, by=mia)
        judge = partial(
            decide, proof=proof, reviewer=rita, verdict=verdict, reason="A seam.",
            place=Place(0.5, 0.5) if verdict == "changes" else None, digest=proof.job.result_id,
        )  # fmt: skip
        masks = [factories.mask_bytes(shift=shift) for shift in (2, 4)]
        failures = at_once(judge, *[partial(ask, mask=mask) for mask in masks])
        assert not failures, failures
        candidate.refresh_from_db()
        later = candidate.proofs.filter(revision__gt=proof.revision).order_by("revision")
        masked = [one.job.source_mask_id for one in later]
        assert len(set(masked)) == 2 and masked[-1] == candidate.drawn_mask_id
        assert not Review.objects.filter(proof__in=later).exists()
        assert Review.objects.get(proof=proof).digest == proof.job.result_id
    revisions = candidate.proofs.order_by("revision").values_list("revision", flat=True)
    assert list(revisions) == list(range(1, len(revisions) + 1))
    assert check_stored().is_intact


def told_at_once() -> None:
    """Comments in two projects about the same three, gathered into e-mail that is being sent."""
    people = [factories.person(name) for name in ("xena", "yuri", "zoe")]
    User.objects.filter(pk__in=[one.pk for one in people]).update(email="all@example.com")
    threads = []
    for maker, *others in (people, people[::-1]):
        project = factories.project(creative=maker, reviewer_1=others[0], reviewer_2=others[1])
        proof = factories.proof(factories.candidate(project), by=maker)
        threads.append(open_thread(proof=proof, text="A seam.", by=others[0]))
        reply(thread=threads[-1], text="Where?", by=others[1])
    before = Notice.objects.count()

    def answer(number: int) -> None:
        reply(thread=threads[number % 2], text="There.", by=people[number % 3])

    with override_settings(EMAIL_CONFIGURED=True, NOTICE_MAIL_SECONDS=0, EMAIL_BACKEND=LOCMEM):
        answers = [partial(answer, number) for number in range(12)]
        failures = at_once(*answers, *[carry_mail] * 3)
        carry_mail()
    assert not failures, failures
    new = Notice.objects.filter(pk__gt=before)
    assert new.count() == 2 * len(answers)
    assert {notice.mail.status for notice in new.select_related("mail")} == {"sent"}
    told = "".join(message.body for message in mail.outbox)
    assert told.count("answered in a thread") == new.count()
    for one in people:
        numbers = Event.objects.filter(stream=stream_of(one)).order_by("number")
        assert [*numbers.values_list("number", flat=True)] == [*range(1, numbers.count() + 1)]


def guarded() -> None:
    """Nothing is changed, deleted or truncated by those who go around the application."""
    for table, column in WRITTEN_ONCE.items():
        refused(f"UPDATE {table} SET {column} = 'x'", "never changed")
        refused(f"DELETE FROM {table}", "never deleted")
        refused(f"TRUNCATE {table} CASCADE", "never deleted")
    refused("UPDATE jobs_job SET verdict = 'fail'", "A finished job keeps")
    refused("UPDATE editor_proof SET made_by_id = made_by_id + 1", "keeps its maker")
    refused(
        "INSERT INTO editor_ledgerentry SELECT number + 9, at, kind, actor_id, actor, project, "
        "subject, body, previous, hash, seal FROM editor_ledgerentry WHERE number = 1",
        "has to follow the last one",
    )
    own = factories.proof(factories.candidate(factories.project()))
    with expected("made or edited"):
        factories.review(own, by=own.made_by)
    assert missing(connection) == []
    with undone(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editor_review DISABLE TRIGGER guard_review_delete")
        assert missing(connection) == ["review_delete"]


def tampered() -> None:
    """Values changed and rows deleted, once the guards are gone."""
    last = LedgerEntry.objects.count()
    for trial in range(20):
        place = random.Random(trial).randint(1, last - 1)
        with undone(), lifted(connection), connection.cursor() as cursor:
            if trial % 2:
                cursor.execute("DELETE FROM editor_ledgerentry WHERE number = %s", [place])
            else:
                cursor.execute(
                    "UPDATE editor_ledgerentry SET actor = 'x' WHERE number = %s", [place]
                )
            report = check_stored()
            assert (report.findings[0].first, report.findings[0].last) == (place, place)
    assert check_stored().is_intact


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Run each act in a thread of its own; what they raised."""
    gate, raised = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def refused(statement: str, words: str) -> None:
    with expected(words), connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def expected(words: str) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        assert words in str(error), error
    else:
        raise AssertionError(f"nothing was refused: {words}")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
