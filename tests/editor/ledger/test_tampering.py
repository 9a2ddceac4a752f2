"""Three hundred random tamperings straight in the database: every one found, its place named."""

import random

import pytest
from django.db import connection, transaction

from editor.guards.triggers import lifted
from editor.ledger.chain import check
from editor.ledger.entry import COLUMNS, Entry
from editor.ledger.reading import entries
from tests.editor.ledger.chains import KEY, chain, end, head_at, next_entry, rehashed, rewritten

LENGTH = 40
TRIALS = 300
WHOLE = chain(LENGTH)
TABLE = "editor_ledgerentry"
TEXTS = ("at", "kind", "actor", "project", "subject", "body", "previous", "hash", "seal")

pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def store(rows):
    marks = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks})", list(map(tuple, rows))
        )


def edit(dice):
    place, column = dice.randint(1, LENGTH), dice.choice(TEXTS)
    old = getattr(WHOLE[place - 1], column)
    at = dice.randrange(len(old) + 1)
    sql(
        f"UPDATE {TABLE} SET {column} = %s WHERE number = %s", old[:at] + "~" + old[at + 1 :], place
    )
    return place, place


def edit_and_hash(dice):
    place = dice.randint(1, LENGTH)
    made = rehashed(WHOLE[place - 1]._replace(actor=f"eve-{dice.random()}"))
    sql(f"UPDATE {TABLE} SET actor = %s, hash = %s WHERE number = %s", made.actor, made.hash, place)
    return place, place


def edit_with_bytes(dice):
    place = dice.randint(1, LENGTH)
    sql(f"UPDATE {TABLE} SET body = CAST(X'C3280080' AS TEXT) WHERE number = %s", place)
    return place, place


def delete(dice):
    first = dice.randint(1, LENGTH - 1)
    last = dice.randint(first, min(first + 4, LENGTH - 1))
    sql(f"DELETE FROM {TABLE} WHERE number BETWEEN %s AND %s", first, last)
    return first, last


def insert(dice):
    """Make room in the middle and put an entry there that fits what stands before it."""
    place = dice.randint(1, LENGTH)
    sql(f"DELETE FROM {TABLE} WHERE number >= %s", place)
    forged = rehashed(next_entry(end(WHOLE[: place - 1]))._replace(actor="eve"))
    store([forged, *(entry._replace(number=entry.number + 1) for entry in WHOLE[place - 1 :])])
    return place, place


def append(dice):
    store([rehashed(next_entry(end(WHOLE))._replace(actor=f"eve-{dice.random()}"))])
    return LENGTH + 1, LENGTH + 1


def swap(dice):
    one, other = dice.sample(range(1, LENGTH + 1), 2)
    for place, source in ((one, other), (other, one)):
        values = WHOLE[source - 1]._replace(number=place)
        sql(f"DELETE FROM {TABLE} WHERE number = %s", place)
        store([values])
    return min(one, other), min(one, other)


def cut_off(dice):
    first = dice.randint(1, LENGTH)
    sql(f"DELETE FROM {TABLE} WHERE number >= %s", first)
    return first, LENGTH


def rewrite(dice):
    place = dice.randint(1, LENGTH)
    made = rewritten(WHOLE, place, f'{{"name":"{dice.random()}"}}')
    sql(f"DELETE FROM {TABLE} WHERE number >= %s", place)
    store(made[place - 1 :])
    return place, place


WAYS = (edit, edit_and_hash, edit_with_bytes, delete, insert, append, swap, cut_off, rewrite)


@pytest.fixture
def stored():
    with lifted(connection):
        store(WHOLE)
        yield


def test_every_tampering_is_found_and_its_place_named(stored):
    kept = (head_at(WHOLE[-1]),)
    for trial in range(TRIALS):
        dice = random.Random(trial)
        way = WAYS[trial % len(WAYS)]
        with transaction.atomic():
            first, last = way(dice)
            report = check(
                entries(connection), heads=kept, public_key=KEY.public_key, seal_key=KEY.seal_key
            )
            transaction.set_rollback(True)
        told = f"trial {trial}, {way.__name__} at {first} to {last}: {report.findings[:2]}"
        assert not report.is_intact, told
        assert (report.findings[0].first, report.findings[0].last) == (first, last), told
    assert check(entries(connection), heads=kept, public_key=KEY.public_key).is_intact


def test_what_was_not_tampered_with_reads_as_it_was_written(stored):
    assert [*entries(connection)] == list(WHOLE)
    assert [*entries(connection, after=10, until=12)] == list(WHOLE[10:12])
    assert all(isinstance(entry, Entry) for entry in entries(connection))
